/** What no program should send, in every field and parameter of every operation, and what is wrong with the answers. */
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: { $ref: string }; examples?: Record<string, { value: object }> }> };
  responses: Record<string, { content?: Record<string, { schema?: object }> }>;
}
interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties: Record<string, object> }> };
}

const description = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Description;
const ajv = new Ajv2020({ strict: false, validateFormats: false, formats: {} });
ajv.addSchema(description, 'api');
const ORDER = 'ord_0000000000';
const IN_PATH: Record<string, string> = {
  id: ORDER,
  symbol: 'SPY',
  strategy: 'momentum',
  name: 'quarter-end',
  user: 'ann',
  account: 'default',
  table: 'orders',
};

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
/** JSON as it goes over the wire: not all of it can be written by JSON.stringify. */
const VALUES: Record<string, string> = {
  NUL: '"a\\u0000b"',
  'a lone surrogate': '"\\ud800"',
  'a number beyond doubles': '1e400',
  'a number of forty digits': '1234567890123456789012345678901234567890',
  'the smallest double': '5e-324',
  'minus zero': '-0',
  'a thousand arrays in each other': deep(1000),
  'a name of the prototype': '{"__proto__": {"x": 1}, "constructor": 1}',
  'a long text': JSON.stringify('x'.repeat(40_000)),
  'a text of other scripts': JSON.stringify('\u202e\ufeff\u{1f4a5}'),
};
const BODIES: Record<string, string> = {
  'no JSON': '{"a":',
  null: 'null',
  'an array': '[]',
  'thirty thousand arrays in each other': deep(30_000),
  'more than may be sent': JSON.stringify('x'.repeat(70_000)),
};
const TEXTS: Record<string, string> = {
  NUL: 'a%00b',
  'half a character': '%ED%A0%80',
  'a broken escape': '%zz',
  'a number beyond doubles': '1e400',
  'a long text': 'x'.repeat(4000),
  'a quote': "'%22%3B--",
  'another script': '%E2%80%AE%F0%9F%92%A5',
};

interface Call {
  what: string;
  method: string;
  path: string;
  body?: string;
  operation: Operation;
}

function callsOf(template: string, method: string, operation: Operation): Call[] {
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const known = IN_PATH[name];
    if (known === undefined) throw new Error(`say in IN_PATH what stands for {${name}} in ${template}`);
    return known;
  });
  const call = (what: string, more: Partial<Call> = {}): Call => ({
    what,
    method: method.toUpperCase(),
    path,
    operation,
    ...more,
  });
  const json = operation.requestBody?.content['application/json'];
  const sample = Object.values(json?.examples ?? {})[0]?.value ?? {};
  const body = json ? { body: JSON.stringify(sample) } : {};
  const calls: Call[] = [];
  for (const { name, in: place } of operation.parameters ?? []) {
    for (const [what, text] of Object.entries(TEXTS)) {
      if (place === 'query') calls.push(call(`${name}: ${what}`, { path: `${path}?${name}=${text}`, ...body }));
      if (place === 'path') calls.push(call(`${name}: ${what}`, { path: template.replace(`{${name}}`, text), ...body }));
    }
  }
  if (!json) return calls;
  const { properties } = description.components.schemas[json.schema.$ref.split('/').pop() ?? ''] ?? { properties: {} };
  for (const field of [...Object.keys(properties), 'a_field_that_is_not_there']) {
    for (const [what, value] of Object.entries(VALUES)) {
      const others = Object.entries(sample).filter(([key]) => key !== field);
      const parts = [...others.map(([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`), `"${field}":${value}`];
      calls.push(call(`${field}: ${what}`, { body: `{${parts.join(',')}}` }));
    }
  }
  for (const [what, text] of Object.entries(BODIES)) calls.push(call(what, { body: text }));
  return calls;
}

export const HOSTILE_CALLS = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, operation]) => callsOf(path, method, operation)),
);

/** What is wrong with an answer; undefined when the description has it. */
function fault(operation: Operation, status: number, type: string, text: string): string | undefined {
  if (status >= 500) return `status ${status}: ${text}`;
  const content = operation.responses[status]?.content;
  if (!operation.responses[status]) return `status ${status} is not described: ${text}`;
  const [media = '', { schema } = {}] = Object.entries(content ?? {})[0] ?? [];
  if (!type.startsWith(media)) return `${type} instead of ${media}`;
  if (!media.includes('json') || !schema) return undefined;
  const check = checkOf(schema);
  return check(JSON.parse(text)) ? undefined : `${ajv.errorsText(check.errors)}: ${text}`;
}

/** Compiled once each. */
const checks = new Map<object, ValidateFunction>();
function checkOf(schema: object): ValidateFunction {
  let check = checks.get(schema);
  if (!check) {
    check = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object);
    checks.set(schema, check);
  }
  return check;
}

/** Makes all the calls, eight at a time; answers what is not as the description says. */
export async function hostileFaults(url: string): Promise<string[]> {
  const faults: string[] = [];
  const waiting = [...HOSTILE_CALLS];
  const worker = async () => {
    for (let call = waiting.pop(); call; call = waiting.pop()) {
      const { what, method, path, body, operation } = call;
      const answer = await fetch(url + path, {
        method,
        signal: AbortSignal.timeout(10_000),
        ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
      });
      const text = await answer.text();
      const wrong = fault(operation, answer.status, answer.headers.get('content-type') ?? '', text);
      if (wrong) faults.push(`${method} ${path.slice(0, 80)} ${what}: ${wrong.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return faults;
}
