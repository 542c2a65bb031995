import { readFileSync } from 'node:fs';

/** Calls of the fuzzer in all; `npm run test:fuzz` makes 20,000. */
export const CALLS = Number(process.env['BREAKWATER_FUZZ_CALLS'] ?? 500);
export const LONG = CALLS >= 5000;

interface Described {
  paths: Record<string, Record<string, { parameters?: unknown[]; requestBody?: unknown }>>;
}

/** So many for each operation that has something to choose; some have less to choose than that, so it is half as many again. */
export function callsEach(): string {
  const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Described;
  const choosing = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .filter(({ parameters = [], requestBody }) => parameters.length > 0 || requestBody !== undefined);
  return String(Math.ceil((1.5 * CALLS) / choosing.length));
}
