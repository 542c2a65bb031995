import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { malformedField, ProblemError, problem } from './problems.js';

/**
 * A double holds 15 digits always and more than 17 never; only a body that has a longer value, or an exponent of three digits, is read number by number.
 * Measured on an order's 125 bytes: parsing them 0.9 us, this scan 0.3 us more, looking at every number 5.6 us more.
 */
const SUSPECT = /[:,[\s]-?(?:[\d.]{16}|[\d.]+[eE][+-]?\d{3})/;

/**
 * Fastify's own JSON parser, behind two questions: whether the bytes are UTF-8, and whether every number is the one that was written. JSON.parse would
 * round 0.12345678901234567 and 9007199254740993 without a word; here they are a 400 that names the field.
 */
export function takeExactJson(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (!isUtf8(body)) return done(new ProblemError(problem('REQUEST_INVALID', 'the body is not UTF-8')));
    const text = body.toString();
    const field = inexactNumber(text);
    if (field !== null)
      return done(
        malformedField(field, 'has more digits than a JSON number carries: write fewer, or a string where the field takes one'),
      );
    return parse(request, text, done);
  });
}

/** The field of the first number that a double does not hold as it is written; null when there is none, or when the text is no JSON. */
export function inexactNumber(text: string): string | null {
  if (!SUSPECT.test(text)) return null;
  let found: { holder: unknown; key: string } | null = null;
  function look(this: unknown, key: string, value: unknown, context?: { source?: string }): unknown {
    if (typeof value === 'number' && found === null && !sameNumber(context?.source ?? '', String(value)))
      found = { holder: this, key };
    return value;
  }
  try {
    const root: unknown = JSON.parse(text, look);
    return found === null ? null : pathTo(root, found);
  } catch {
    return null; // Fastify's parser says what is wrong with it.
  }
}

function pathTo(root: unknown, { holder, key }: { holder: unknown; key: string }): string {
  const waiting: { value: unknown; path: string[] }[] = [{ value: root, path: [] }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path } = next;
    if (value === holder) return [...path, key].join('.');
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value)) waiting.push({ value: inner, path: [...path, name] });
  }
  return 'body';
}

const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Whether two texts write the same number, whatever zeros and exponents they write it with. */
function sameNumber(a: string, b: string): boolean {
  const [one, other] = [digitsOf(a), digitsOf(b)];
  return one !== null && one === other;
}

function digitsOf(text: string): string | null {
  const match = NUMBER.exec(text);
  if (!match) return null;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const bare = digits.replace(/0+$/, '');
  return bare === '' ? '0' : `${bare}e${Number(exponent) - fraction.length + digits.length - bare.length}`;
}
