// The API's description as the client generators want it: docs/openapi.json says as well what is refused, which types cannot say, and
// docs/live-messages.schema.json is not OpenAPI. The generators read the one document that is made here of both.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../stack/profile.mjs';

/** Enumerations that stand in many places; a type with a name is made of the one that stands here. */
const NAMED_ENUMS = {
  Side: ['NewOrder', 'side'],
  OrderType: ['NewOrder', 'order_type'],
  TimeInForce: ['NewOrder', 'time_in_force'],
  OrderStatus: ['Accepted', 'status'],
  Severity: ['Alert', 'severity'],
  BreakerMode: ['NewTrip', 'mode'],
};

/** Codes to which a later version adds: a client that refuses an unknown one would lose the answer that bears it. */
const OPEN_CODES = [
  ['Problem', 'code'],
  ['Violation', 'code'],
  ['Rule', 'reason_code'],
  ['RuleResult', 'reason_code'],
];

const read = (file) => JSON.parse(readFileSync(join(ROOT, 'docs', file), 'utf8'));
const refTo = (name) => ({ $ref: `#/components/schemas/${name}` });

/** `value` with every object below it as `change` makes it, deepest first. */
function mapBelow(value, change) {
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item, change)]));
}

function mapped(value, change) {
  if (value === null || typeof value !== 'object') return value;
  const below = mapBelow(value, change);
  return Array.isArray(value) ? below : change(below);
}

/**
 * What only narrows goes: the server says it with a problem, and generators make of it unions that nobody can use. So do defaults, which
 * belong to the server: a client that says nothing leaves the field out.
 */
function simplified(schema) {
  // The codes of one status, beside the problem that has them all.
  if (schema.allOf?.[0]?.$ref?.endsWith('/Problem')) return schema.allOf[0];
  const { anyOf, ...rest } = schema;
  const kept = schema.properties && anyOf ? rest : schema;
  if (!('type' in kept || 'anyOf' in kept)) return kept;
  const { default: _, ...own } = kept;
  return own;
}

/** `PNL_UPDATE` is PnlUpdateMessage. */
const messageName = (type) => `${type.toLowerCase().replace(/(^|_)([a-z])/g, (_, __, letter) => letter.toUpperCase())}Message`;

function liveMessages() {
  const { serverMessage } = read('live-messages.schema.json').$defs;
  const messages = serverMessage.oneOf.map((schema) => [schema.properties.type.const, schema]);
  const mapping = Object.fromEntries(messages.map(([type]) => [type, refTo(messageName(type)).$ref]));
  return {
    ...Object.fromEntries(messages.map(([type, schema]) => [messageName(type), schema])),
    LiveMessage: {
      description: 'Every message that /ws sends',
      oneOf: messages.map(([type]) => refTo(messageName(type))),
      discriminator: { propertyName: 'type', mapping },
    },
  };
}

/**
 * One OpenAPI document: the routes, and the live messages among the schemas. With `openCodes` a reason code is any text, for generators
 * whose clients check what they read.
 */
export function clientDescription({ openCodes }) {
  const document = read('openapi.json');
  Object.assign(document.components.schemas, liveMessages());
  const { components, ...rest } = mapBelow(document, simplified);
  const { schemas } = components;
  if (openCodes) for (const [of, field] of OPEN_CODES) delete schemas[of].properties[field].enum;
  const enums = Object.entries(NAMED_ENUMS).map(([name, [of, field]]) => [name, schemas[of].properties[field]]);
  // Where a schema stands that has a name, its name stands instead; enumerations first, for they stand in the others.
  const short = mapBelow(schemas, replaceNamed(enums));
  const all = Object.entries(short).filter(([, schema]) => schema.properties);
  const replace = replaceNamed([...enums, ...all]);
  const named = Object.entries(short).map(([name, schema]) => [name, mapBelow(schema, replace)]);
  return { ...mapBelow(rest, replace), components: { schemas: Object.fromEntries([...named, ...enums]) } };
}

function replaceNamed(schemas) {
  const names = new Map(schemas.map(([name, schema]) => [JSON.stringify(schema), name]));
  return (schema) => {
    const name = names.get(JSON.stringify(schema));
    return name ? refTo(name) : schema;
  };
}
