import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileRuleSet, FactError } from './compile.js';
import { FACT_TYPES } from './fact-descriptions.js';
import { loadRuleSet, parseRuleSet, RuleFileError } from './load.js';
import { sampleFacts } from './sample-facts.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rules-'));
  await cp('rules', dir, { recursive: true });
});
afterEach(() => rm(dir, { recursive: true }));

const ORDER_SIZE = 'pre-trade/order-size/ORDER_SIZE.json';
async function edit(file: string, from: string, to: string) {
  const text = await readFile(join(dir, file), 'utf8');
  expect(text).toContain(from);
  await writeFile(join(dir, file), text.replace(from, to));
}
const faults = async () => {
  const error = await loadRuleSet(dir).then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(RuleFileError);
  return (error as RuleFileError).faults;
};

test('the shipped rules load, in the order in which reasons are named', async () => {
  const { rules, hash, document } = await loadRuleSet(dir);
  const { rules: listed } = JSON.parse(await readFile('rules/rule-sets/default.json', 'utf8')) as { rules: string[] };
  expect(rules.map((rule) => rule.id).sort()).toEqual(listed.sort());
  expect(rules.map((rule) => rule.priority)).toEqual(rules.map((rule) => rule.priority).toSorted((x, y) => y - x));
  // The mission's order of reasons.
  const mission = [
    'CIRCUIT_BREAKER',
    'DAILY_LOSS',
    'ORDER_SIZE',
    'POSITION_GLOBAL',
    'CONCENTRATION_GLOBAL',
    'LEVERAGE',
    'ORDER_RATE',
  ];
  expect(rules.map((rule) => rule.id).filter((id) => mission.includes(id))).toEqual(mission);
  expect(parseRuleSet(document).hash).toBe(hash);
});

test('facts.json, the checked types and the schema name the same facts', async () => {
  const described = JSON.parse(await readFile('rules/facts.json', 'utf8')) as Record<string, { type: string }>;
  const schema = JSON.parse(await readFile('rules/schema/rule.schema.json', 'utf8')) as {
    definitions: { fact: { enum: string[] } };
  };
  expect(Object.keys(described).sort()).toEqual(Object.keys(FACT_TYPES).sort());
  expect([...schema.definitions.fact.enum].sort()).toEqual(Object.keys(FACT_TYPES).sort());
  for (const [name, { type }] of Object.entries(FACT_TYPES)) expect(described[name]?.type).toBe(type);
});

test('broken JSON is refused by file, line and column', async () => {
  await edit(ORDER_SIZE, '"version": 1,', '"version": 1;');
  expect((await faults())[0]).toMatchObject({
    file: ORDER_SIZE,
    place: 'line 3 column 15',
    fault: expect.stringContaining('is not JSON'),
  });
});

test.each([
  ['a misspelled fact', '"fact": "order_notional"', '"fact": "order_notionl"', '/conditions/all/0/fact', 'must be one of'],
  ['an unknown operator', '"greaterThan"', '"exceeds"', '/conditions/all/0/operator', 'must be one of'],
  ['an unknown field', '"version": 1', '"version": 1, "enabled": false', '/', "unknown field 'enabled'"],
  [
    'a literal threshold',
    '"value": {\n          "fact": "max_order_size"\n        }',
    '"value": 1000',
    '/conditions/all/0/value',
    'must',
  ],
  ['a message that names no fact', '{order_notional:money}', '{order_value:money}', '/message', "unknown fact 'order_value'"],
  [
    'an operator that does not fit the fact',
    '"fact": "order_notional"',
    '"fact": "symbol"',
    '/conditions/all/0',
    'needs a number',
  ],
  ['an empty list of conditions', '"all": [', '"any": [], "all": [', '/conditions', 'must NOT have more than 1'],
])('%s is refused by file and place', async (_, from, to, place, fault) => {
  await edit(ORDER_SIZE, from, to);
  expect(await faults()).toContainEqual({ file: ORDER_SIZE, place, fault: expect.stringContaining(fault) });
});

test('a rule that breaks its own cases is refused by the case', async () => {
  await edit(ORDER_SIZE, '"greaterThan"', '"greaterThanInclusive"');
  expect(await faults()).toEqual([
    { file: 'cases/ORDER_SIZE.cases.json', place: '/0', fault: "'at the limit passes' should not fire" },
  ]);
});

test('two rules of one priority are refused, and a rule id that is not there', async () => {
  await edit(ORDER_SIZE, '"priority": 80', '"priority": 90');
  await edit('rule-sets/default.json', '"LEVERAGE"', '"LEVERIDGE"');
  expect((await faults()).map((f) => `${f.file} ${f.place}`)).toEqual([
    `${ORDER_SIZE} /priority`,
    'rule-sets/default.json /rules/8',
  ]);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, null, undefined, '500', true])(
  'a fact of %p refuses instead of passing',
  async (bad) => {
    const compiled = compileRuleSet(await loadRuleSet(dir));
    expect(() => compiled.evaluate({ ...sampleFacts, order_notional: bad as number })).toThrow(FactError);
  },
);
