/** The files that come from the controls' declarations (`npm run generate`): what authors of rules and readers of the documents see. */
import type { Control, NamedLimit } from '#core/controls/registry.js';
import { CODES, CONTROLS, FACTS, LIMITS } from '#core/controls/registry.js';
import { measureOf, written } from '#core/controls/shown.js';
import { RULE_REASON_CODES } from '#core/model/reason-codes.js';
import type { Rule } from './rule.js';

export const GENERATED_FILES = [
  'rules/facts.json',
  'rules/schema/rule.schema.json',
  'docs/controls.md',
  'docs/reason-codes.md',
] as const;
export type GeneratedFile = (typeof GENERATED_FILES)[number];

interface RuleSchema {
  properties: { reason_code: { enum: readonly string[] }; of_limits: { items: { enum: readonly string[] } } };
  definitions: { fact: { enum: readonly string[] } };
}

/** Each file anew. `before` is its present text: of the schema and of the reason codes only a part is generated. `rules` are those in force. */
export function generated(before: Record<GeneratedFile, string>, rules: readonly Rule[]): Record<GeneratedFile, string> {
  const schema = JSON.parse(before['rules/schema/rule.schema.json']) as RuleSchema;
  schema.properties.reason_code.enum = RULE_REASON_CODES;
  schema.properties.of_limits.items.enum = LIMITS.map(({ name }) => name);
  schema.definitions.fact.enum = Object.keys(FACTS);
  return {
    'rules/facts.json': JSON.stringify(factsDocument(), null, 2),
    'rules/schema/rule.schema.json': JSON.stringify(schema, null, 2),
    'docs/controls.md': controlsPage(rules),
    'docs/reason-codes.md': between(before['docs/reason-codes.md'], reasonCodes(rules)),
  };
}

function factsDocument() {
  const described = Object.entries(FACTS).map(([name, { type, unit, meaning, values }]) => [
    name,
    { type, unit, meaning, ...(values ? { values } : {}) },
  ]);
  return Object.fromEntries(described) as Record<string, unknown>;
}

const BEGIN = '<!-- begin: npm run generate -->';
const END = '<!-- end -->';

function between(text: string, part: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`there is no part from ${BEGIN} to ${END}`);
  return `${text.slice(0, begin + BEGIN.length)}\n\n${part}\n\n${text.slice(end)}`;
}

export function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** In the order in which reasons are named. */
function reasonCodes(rules: readonly Rule[]): string {
  const priority = (code: string) => Math.max(...rules.filter((rule) => rule.reason_code === code).map((rule) => rule.priority));
  const sorted = Object.entries(CODES).sort(([a], [b]) => priority(b) - priority(a));
  return table(
    ['code', 'status', 'meaning', 'what to do'],
    sorted.map(([code, { status, meaning, advice }]) => [code, String(status), meaning, advice]),
  );
}

function controlsPage(rules: readonly Rule[]): string {
  const parts = CONTROLS.map(({ TITLE, FACTS: facts, LIMITS: limits, CODES: codes }) => {
    const own = rules.filter((rule) => rule.reason_code in codes);
    return [
      `## ${TITLE}`,
      own.map((rule) => `- \`${rule.id}\` (priority ${rule.priority}, ${rule.reason_code}): ${rule.title}.`).join('\n'),
      limitsTable(LIMITS.filter(({ name }) => name in limits)),
      Object.keys(facts).length === 0 ? '' : factsTable(facts),
    ].filter((part) => part !== '');
  });
  const head = `# Controls

Made by \`npm run generate\` out of \`libs/core/controls\`; do not edit. [adding-a-control.md](adding-a-control.md) says how to add one, [rules.md](rules.md) what a
rule is, [limits.md](limits.md) what scopes are. Every limit passes exactly at its value; the loss of the day trips there.`;
  return `${[head, ...parts.flat()].join('\n\n')}\n`;
}

export function factsTable(facts: Control['FACTS']): string {
  return table(
    ['fact', 'unit', 'meaning'],
    Object.entries(facts).map(([name, { type, unit, meaning, values }]) => [
      `\`${name}\``,
      unit || (values ?? [type === 'boolean' ? 'true, false' : 'text']).join(', '),
      meaning,
    ]),
  );
}

function rangeOf(limit: NamedLimit): string {
  if (limit.choices) return limit.choices.map((choice) => `\`${choice}\``).join(', ');
  return `${written(limit.unit, limit.min)} to ${written(limit.unit, limit.max)}${limit.nullable ? ', or off' : ''}`;
}

const WHOSE = { global: 'each account', symbol: 'each symbol', scoped: 'scopes only' } as const;

export function limitsTable(limits: readonly NamedLimit[]): string {
  if (limits.length === 0) return '';
  return table(
    ['limit', 'whose', 'unit', 'default', 'range', 'meaning', 'scopes'],
    limits.map((limit) => [
      `\`${limit.wire}\``,
      WHOSE[limit.tier],
      measureOf(limit),
      limit.default === undefined ? 'none' : limit.default === null ? 'off' : written(limit.unit, limit.default),
      rangeOf(limit),
      limit.description,
      limit.scopes?.join(', ') ?? '',
    ]),
  );
}
