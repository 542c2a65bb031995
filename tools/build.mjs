// npm run build; `--bench` includes the benchmarks.
import { build } from './stack/compile.mjs';
import { sayFailure } from './stack/progress.mjs';

try {
  await build({ bench: process.argv.includes('--bench') });
} catch (error) {
  sayFailure(error);
  process.exit(1);
}
