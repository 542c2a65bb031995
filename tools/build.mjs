// npm run build; `--bench` includes the benchmarks.
import { build } from './stack/compile.mjs';
import { provideNode } from './stack/node.mjs';
import { sayFailure } from './stack/progress.mjs';

try {
  await provideNode();
  await build({ bench: process.argv.includes('--bench') });
} catch (error) {
  sayFailure(error);
  process.exit(1);
}
