/** One page for each control, of its declaration, its rules and their cases: `docs/controls/`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTROLS, type Control, LIMITS } from '#core/controls/registry.js';
import { factsTable, limitsTable, table } from './generated.js';
import { FACT_TYPES } from './fact-descriptions.js';
import { inWords } from './in-words.js';
import type { RuleCase } from './load.js';
import type { Rule } from './rule.js';

export interface PageSources {
  rules: readonly Rule[];
  /** By rule. */
  cases: ReadonlyMap<string, readonly RuleCase[]>;
  /** What stands above a control's title in its source, by that title. */
  abouts: ReadonlyMap<string, string>;
}

/** What the pages are made of, from the folder of the project. */
export function readPageSources(root: string, rules: readonly Rule[]): PageSources {
  const folder = join(root, 'libs', 'core', 'controls');
  const sources = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  const abouts = new Map(sources.flatMap((file) => aboutIn(readFileSync(join(folder, file), 'utf8'))));
  const cases = new Map(
    rules.map(({ id }) => [id, JSON.parse(readFileSync(join(root, 'rules', 'cases', `${id}.cases.json`), 'utf8')) as RuleCase[]]),
  );
  return { rules, cases, abouts };
}

/** The title of a control's source and the comment above it; nothing of a source that is no control. */
function aboutIn(source: string): [string, string][] {
  const title = /export const TITLE = '([^']+)'/.exec(source)?.[1];
  if (title === undefined) return [];
  const above = source.slice(0, source.indexOf('export const TITLE'));
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(above)?.[1] ?? '';
  const text = comment.replaceAll(/\n \*/g, '\n').replaceAll(/\s+/g, ' ').trim();
  return [[title, text]];
}

export const pageOf = (title: string): string =>
  `docs/controls/${title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')}.md`;

/** Texts by their files. */
export function controlPages(sources: PageSources): Record<string, string> {
  const pages = CONTROLS.map((control) => [pageOf(control.TITLE), page(control, sources)] as const);
  return { ...Object.fromEntries(pages), 'docs/controls/README.md': index() };
}

const MADE = 'Made by `npm run generate`; do not edit.';

function index(): string {
  const lines = CONTROLS.map(({ TITLE }) => `- [${TITLE}](${pageOf(TITLE).slice('docs/controls/'.length)})`);
  return `# Controls, one page each\n\n${MADE} All on one page: [controls.md](../controls.md); scopes, and what trips a breaker: [limits.md](../limits.md).\n\n${lines.join('\n')}\n`;
}

function page({ TITLE, FACTS, LIMITS: own, CODES }: Control, { rules, cases, abouts }: PageSources): string {
  const mine = rules.filter(({ reason_code }) => reason_code in CODES);
  const limits = limitsTable(LIMITS.filter(({ name }) => name in own));
  const parts = [
    `# ${TITLE}`,
    MADE,
    abouts.get(TITLE) ?? '',
    ...mine.map((rule) => ruleText(rule, CODES, cases.get(rule.id) ?? [])),
    limits === '' ? '' : `## Limits\n\n${limits}`,
    Object.keys(FACTS).length === 0 ? '' : `## Facts\n\n${factsTable(FACTS)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function ruleText(rule: Rule, codes: Control['CODES'], cases: readonly RuleCase[]): string {
  const code = codes[rule.reason_code];
  const told = cases.map(({ name, facts, fires, message }) => [
    name,
    Object.entries(facts)
      .map(([fact, value]) => `\`${fact}\` ${JSON.stringify(value)}`)
      .join(', ') || 'a calm order',
    fires ? `refused${message === undefined ? '' : `: ${message}`}` : 'passes',
  ]);
  const about = [
    `- ${inWords(rule, FACT_TYPES)}`,
    `- Code \`${rule.reason_code}\`, status ${code?.status ?? 403}, severity ${rule.severity}, priority ${rule.priority}.`,
    `- ${code?.meaning ?? ''}. What to do: ${code?.advice ?? ''}.`,
  ];
  return `## ${rule.id}\n\n${rule.title}.\n\n${about.join('\n')}\n\n${table(['case', 'facts', 'outcome'], told)}`;
}
