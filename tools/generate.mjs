// npm run generate: writes anew what comes from the controls' declarations (libs/core/controls) and from the API's routes and contracts. Unit tests
// fail while it was forgotten.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './stack/compile.mjs';
import { provideNode } from './stack/node.mjs';
import { runToEnd } from './stack/process.mjs';
import { LOCAL, ROOT } from './stack/profile.mjs';
import { say, sayFailure, StackError } from './stack/progress.mjs';

/** The API and its live messages, made of the routes and contracts. */
const DESCRIPTIONS = [join('docs', 'openapi.json'), join('docs', 'live-messages.schema.json'), join('docs', 'access.md')];

try {
  await provideNode();
  await build();
  const { GENERATED_FILES, generated } = await import(join(ROOT, 'dist', 'libs', 'rules', 'generated.js'));
  const read = (file) => (existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : '');
  const ALL = [...GENERATED_FILES, ...DESCRIPTIONS];
  const before = Object.fromEntries(ALL.map((file) => [file, read(file)]));
  const { rules } = JSON.parse(read('rules/rule-sets/default.json'));
  // Read without the schema, which may be what is out of date.
  const files = readdirSync(join(ROOT, 'rules', 'pre-trade'), { recursive: true }).filter((file) => file.endsWith('.json'));
  const all = files.map((file) => JSON.parse(read(join('rules', 'pre-trade', file))));
  const inForce = all.filter(({ id }) => rules.includes(id)).sort((a, b) => b.priority - a.priority);
  const texts = generated(before, inForce);
  for (const file of GENERATED_FILES) writeFileSync(join(ROOT, file), texts[file]);
  const { controlPages, readPageSources } = await import(join(ROOT, 'dist', 'libs', 'rules', 'control-pages.js'));
  const pages = controlPages(readPageSources(ROOT, inForce));
  const folder = join(ROOT, 'docs', 'controls');
  const pagesBefore = Object.fromEntries(Object.keys(pages).map((file) => [file, read(file)]));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(pages)) writeFileSync(join(ROOT, file), text);
  const logFile = join(LOCAL, 'generate.log');
  const writer = join(ROOT, 'dist', 'apps', 'api', 'docs', 'write-description.js');
  const described = await runToEnd('node', [writer, ...DESCRIPTIONS], { cwd: ROOT, logFile });
  if (!described.ok) throw new StackError('the API could not be described', { logFile });
  const biome = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const formatted = await runToEnd('node', [biome, 'format', '--write', ...ALL, ...Object.keys(pages)], { cwd: ROOT, logFile });
  if (!formatted.ok) throw new StackError('what was generated could not be formatted', { logFile });
  const were = { ...before, ...pagesBefore };
  const changed = Object.keys(were).filter((file) => read(file) !== were[file]);
  say(changed.length === 0 ? 'generate  nothing has changed' : `generate  wrote ${changed.join(', ')}`);
} catch (error) {
  sayFailure(error);
  process.exit(1);
}
