import { readFileSync } from 'node:fs';
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
