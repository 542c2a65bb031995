import { readdirSync, readFileSync } from 'node:fs';
import { controlPages, readPageSources } from './control-pages.js';
import { GENERATED_FILES, generated, type GeneratedFile } from './generated.js';
import { loadRuleSet } from './load.js';

/** Formatting aside (Biome's): the width of a table's columns and the breaking of lines say nothing. */
const plain = (text: string) => text.replaceAll(/-{3,}/g, '---').replaceAll(/\s+/g, ' ').trim();
const content = (file: GeneratedFile, text: string) => (file.endsWith('.json') ? JSON.stringify(JSON.parse(text)) : plain(text));

test.each(GENERATED_FILES)('%s is as npm run generate makes it', async (file) => {
  const before = Object.fromEntries(GENERATED_FILES.map((name) => [name, readFileSync(name, 'utf8')])) as Record<
    GeneratedFile,
    string
  >;
  const { rules } = await loadRuleSet('rules');
  expect(content(file, before[file])).toBe(content(file, generated(before, rules)[file]));
});

test('docs/controls has one page for each control, as npm run generate makes them, and no other', async () => {
  const { rules } = await loadRuleSet('rules');
  const pages = controlPages(readPageSources('.', rules));
  expect(
    readdirSync('docs/controls')
      .map((file) => `docs/controls/${file}`)
      .sort(),
  ).toEqual(Object.keys(pages).sort());
  for (const [file, text] of Object.entries(pages))
    expect(`${file}: ${plain(readFileSync(file, 'utf8'))}`).toBe(`${file}: ${plain(text)}`);
});
