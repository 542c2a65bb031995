import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import type { Facts } from '#core/model/facts.js';
import { compileCondition, violation } from './compile.js';
import { FACT_TYPES } from './fact-descriptions.js';
import { placeholders } from './message.js';
import type { Comparison, Condition, Rule, RuleSet, Scalar } from './rule.js';
import { sampleFacts } from './sample-facts.js';

export interface Fault {
  /** Relative to the rules' folder. */
  file: string;
  /** JSON pointer, or line and column where the file is not JSON. */
  place: string;
  fault: string;
}

/** Rule files that cannot be put in force; `faults` has all of them, the message too. */
export class RuleFileError extends Error {
  override name = 'RuleFileError';
  constructor(readonly faults: Fault[]) {
    super(
      `${faults.length} fault${faults.length === 1 ? '' : 's'} in the rules:\n${faults.map((f) => `  ${f.file} ${f.place}: ${f.fault}`).join('\n')}`,
    );
  }
}

/** One line of a `cases` file: a calm order with these facts changed, and whether the rule refuses it. */
export interface RuleCase {
  name: string;
  facts: Partial<Facts>;
  fires: boolean;
  message?: string;
}

/** Reads, validates and tries a folder of rules (docs/rules.md). Throws RuleFileError with every fault, so that nothing half good gets in force. */
export async function loadRuleSet(dir: string, set = 'default'): Promise<RuleSet> {
  const faults: Fault[] = [];
  const schema = await readJson(dir, 'schema/rule.schema.json', faults);
  const list = (await readJson(dir, `rule-sets/${set}.json`, faults)) as { rules?: unknown } | undefined;
  if (!schema || !list) throw new RuleFileError(faults);
  const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);
  const byId = new Map<string, { file: string; rule: Rule }>();
  for (const file of await ruleFiles(dir)) {
    const rule = (await readJson(dir, file, faults)) as Rule | undefined;
    if (rule === undefined) continue;
    if (!validate(rule)) {
      faults.push(
        ...(validate.errors ?? [])
          .filter((e) => e.keyword !== 'if')
          .map((e) => ({ file, place: e.instancePath || '/', fault: describe(e) })),
      );
      continue;
    }
    const before = byId.get(rule.id);
    if (before) faults.push({ file, place: '/id', fault: `${rule.id} is in ${before.file} too; give it another id` });
    byId.set(rule.id, { file, rule });
    faults.push(...meaningFaults(file, rule), ...(await caseFaults(dir, rule)));
  }
  const rules = selected(list.rules, byId, `rule-sets/${set}.json`, faults);
  if (faults.length > 0) throw new RuleFileError(faults);
  return ruleSetOf(rules);
}

/** A rule set that was stored: its canonical document again. Throws when it is not one. */
export function parseRuleSet(document: string): RuleSet {
  const parsed = JSON.parse(document) as { rules?: Rule[] };
  if (!Array.isArray(parsed.rules)) throw new Error('not a rule set: it has no rules');
  return ruleSetOf(parsed.rules);
}

function ruleSetOf(rules: Rule[]): RuleSet {
  const sorted = [...rules].sort((a, b) => b.priority - a.priority);
  const document = JSON.stringify(canonical({ rules: sorted }));
  return { rules: sorted, document, hash: createHash('sha256').update(document).digest('hex') };
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]),
  );
}

async function ruleFiles(dir: string): Promise<string[]> {
  const entries = await readdir(join(dir, 'pre-trade'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .sort();
}

async function readJson(dir: string, file: string, faults: Fault[]): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(join(dir, file), 'utf8');
  } catch {
    faults.push({ file, place: '/', fault: 'cannot be read; put it there or mend its name' });
    return undefined;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    faults.push({
      file,
      place: placeOf(text, String(error)),
      fault: `is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    });
    return undefined;
  }
}

function placeOf(text: string, message: string): string {
  const position = /position (\d+)/.exec(message);
  const before = text.slice(0, position ? Number(position[1]) : text.length);
  const lines = before.split('\n');
  return `line ${lines.length} column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

function describe(error: ErrorObject): string {
  const given = error.params as { additionalProperty?: string; allowedValues?: string[]; missingProperty?: string };
  if (given.additionalProperty) return `has the unknown field '${given.additionalProperty}'`;
  if (given.missingProperty) return `lacks the field '${given.missingProperty}'`;
  if (given.allowedValues) return `must be one of ${given.allowedValues.join(', ')}`;
  return error.message ?? error.keyword;
}

function selected(ids: unknown, byId: Map<string, { file: string; rule: Rule }>, file: string, faults: Fault[]): Rule[] {
  if (!Array.isArray(ids) || ids.length === 0) {
    faults.push({ file, place: '/rules', fault: 'must list at least one rule id' });
    return [];
  }
  const priorities = new Map<number, string>();
  return ids.flatMap((id: string, i) => {
    const found = byId.get(id);
    if (!found) {
      faults.push({ file, place: `/rules/${i}`, fault: `there is no valid rule '${id}'` });
      return [];
    }
    const same = priorities.get(found.rule.priority);
    if (same)
      faults.push({
        file: found.file,
        place: '/priority',
        fault: `is ${found.rule.priority}, as ${same}'s; reasons need an order`,
      });
    priorities.set(found.rule.priority, id);
    return [found.rule];
  });
}

/** What a schema cannot say: operators must fit their facts, parameters must exist, messages must name facts. */
function meaningFaults(file: string, rule: Rule): Fault[] {
  const faults: Fault[] = [];
  for (const { facts, fault } of placeholders(rule.message)) {
    for (const fact of facts)
      if (!(fact in FACT_TYPES)) faults.push({ file, place: '/message', fault: `names the unknown fact '${fact}'` });
    if (fault) faults.push({ file, place: '/message', fault });
  }
  walk(rule.conditions, '/conditions', (comparison, place) => {
    const fault = comparisonFault(comparison, rule);
    if (fault) faults.push({ file, place, fault });
  });
  return faults;
}

function walk(condition: Condition, place: string, visit: (comparison: Comparison, place: string) => void): void {
  if ('all' in condition) condition.all.forEach((inner, i) => walk(inner, `${place}/all/${i}`, visit));
  else if ('any' in condition) condition.any.forEach((inner, i) => walk(inner, `${place}/any/${i}`, visit));
  else if ('not' in condition) walk(condition.not, `${place}/not`, visit);
  else visit(condition, place);
}

function comparisonFault({ fact, operator, value }: Comparison, rule: Rule): string | null {
  const { type, values } = FACT_TYPES[fact];
  const list = operator === 'in' || operator === 'notIn';
  const ordering = !list && operator !== 'equal' && operator !== 'notEqual';
  if (ordering && type !== 'number') return `${operator} needs a number, but ${fact} is a ${type}`;
  let right: unknown = value;
  if (typeof value === 'object') {
    if ('fact' in value && list) return `${operator} needs a list (a parameter), and ${value.fact} is none`;
    if ('fact' in value)
      return FACT_TYPES[value.fact].type === type ? null : `${fact} is a ${type}, ${value.fact} a ${FACT_TYPES[value.fact].type}`;
    if (!(value.parameter in rule.parameters)) return `names the parameter '${value.parameter}', which /parameters does not have`;
    right = rule.parameters[value.parameter];
  }
  if (list !== Array.isArray(right)) return list ? `${operator} needs a list (a parameter)` : `${operator} cannot take a list`;
  for (const one of list ? (right as Scalar[]) : [right]) {
    if (typeof one !== type) return `${fact} is a ${type}, but it is held against ${JSON.stringify(one)}`;
    if (values && !values.includes(String(one))) return `${fact} is never '${String(one)}'; it is one of ${values.join(', ')}`;
  }
  return null;
}

async function caseFaults(dir: string, rule: Rule): Promise<Fault[]> {
  const file = `cases/${rule.id}.cases.json`;
  const faults: Fault[] = [];
  const cases = (await readJson(dir, file, faults)) as RuleCase[] | undefined;
  if (!cases) return faults;
  if (!Array.isArray(cases) || !cases.some((c) => c.fires) || !cases.some((c) => !c.fires)) {
    return [{ file, place: '/', fault: 'needs at least one case that fires and one that does not' }];
  }
  const fires = safely(() => compileCondition(rule.conditions, rule));
  if (!fires) return faults; // The condition's own fault is told already.
  cases.forEach((c, i) => {
    const facts = { ...sampleFacts, ...c.facts };
    const unknown = Object.keys(c.facts).filter((name) => !(name in FACT_TYPES));
    if (unknown.length > 0) faults.push({ file, place: `/${i}/facts`, fault: `names unknown facts: ${unknown.join(', ')}` });
    else if (fires(facts) !== c.fires)
      faults.push({ file, place: `/${i}`, fault: `'${c.name}' should ${c.fires ? '' : 'not '}fire` });
    else if (c.fires && violation(rule, facts).message !== c.message) {
      faults.push({ file, place: `/${i}/message`, fault: `'${c.name}' says "${violation(rule, facts).message}"` });
    }
  });
  return faults;
}

function safely<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
