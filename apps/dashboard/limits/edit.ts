import type { z } from 'zod';
import type { LimitChangeAnswer, LimitsAnswer, PositionLimitAnswer } from '#contracts/answers.js';
import { LIMIT_FIELDS, type LimitField, type LimitName, SYMBOL_FIELDS, type SymbolLimitName } from '#contracts/limits.js';
import { limitsBody, positionLimitBody } from '#contracts/risk.js';
import { inUnit } from '../ui/format.js';

/** What is typed, by field; a field that is not there was not touched. */
export type Typed<Name extends string> = Partial<Record<Name, string>>;

export interface Change {
  label: string;
  from: string;
  to: string;
}
export interface Edited<Body> {
  /** What would be sent; null while nothing differs or something is wrong. */
  body: Body | null;
  faults: Partial<Record<string, string>>;
  changes: Change[];
}

const OFF = 'off';
const isOff = (text: string) => text === '' || text.toLowerCase() === OFF;

function edited<Body>(
  fields: readonly LimitField[],
  current: Record<string, unknown>,
  typed: Partial<Record<string, string>>,
  parse: (input: Record<string, number | string | null>) => { success: boolean; error?: z.ZodError | undefined },
): Edited<Body> {
  const input: Record<string, number | string | null> = {};
  const faults: Partial<Record<string, string>> = {};
  const changes: Change[] = [];
  for (const { name, label, unit, nullable, choices } of fields) {
    const text = typed[name]?.trim();
    if (text === undefined) continue;
    const off = nullable && isOff(text);
    const value = off ? null : choices ? text : Number(text.replaceAll(',', ''));
    if (typeof value === 'number' && (text === '' || !Number.isFinite(value)))
      faults[name] = nullable ? 'Must be a number, or empty for off' : 'Must be a number';
    else if (value !== current[name]) {
      input[name] = value;
      changes.push({ label, from: inUnit(current[name], unit), to: inUnit(value, unit) });
    }
  }
  if (Object.keys(input).length > 0) {
    const parsed = parse(input);
    for (const { path, message } of parsed.error?.issues ?? []) faults[String(path[0])] ??= capital(message);
  }
  const good = Object.keys(faults).length === 0 && changes.length > 0;
  return { body: good ? (input as Body) : null, faults, changes };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What the form would change of the global limits, checked by the API's own contract. */
export const editedLimits = (current: LimitsAnswer, typed: Typed<LimitName>): Edited<z.input<typeof limitsBody>> =>
  edited(LIMIT_FIELDS, current, typed, (input) => limitsBody.safeParse(input));

export const editedSymbol = (
  current: PositionLimitAnswer,
  typed: Typed<SymbolLimitName>,
): Edited<z.input<typeof positionLimitBody>> =>
  edited(SYMBOL_FIELDS, current, typed, (input) => positionLimitBody.safeParse(input));

const OWN = new RegExp(`^position_limits\\.(.+)\\.(${SYMBOL_FIELDS.map(({ name }) => name).join('|')})$`);

/** What would take a change back: the former value, at its field. Null for what a form cannot take back (the rules). */
export function undoOf({
  field,
  from,
}: LimitChangeAnswer): { symbol: string | null; body: Record<string, number | string | boolean | null> } | null {
  if (from === null) return null;
  const value = from === OFF ? null : Number(from);
  const choice = LIMIT_FIELDS.some(({ name, choices }) => name === field && choices !== null);
  if (choice) return { symbol: null, body: { [field]: from } };
  const own = OWN.exec(field);
  if (own?.[1] && own[2]) return { symbol: own[1], body: { [own[2]]: value } };
  if (field === 'enabled') return { symbol: null, body: { enabled: from === 'true' } };
  return LIMIT_FIELDS.some(({ name }) => name === field) ? { symbol: null, body: { [field]: value } } : null;
}

/** `position_limits.TSLA.max_position` to `TSLA: position`. */
export function fieldInWords(field: string): string {
  const own = OWN.exec(field);
  if (own) return `${own[1] ?? ''}: ${SYMBOL_FIELDS.find(({ name }) => name === own[2])?.label.toLowerCase() ?? ''}`;
  if (field === 'enabled') return 'Limits switched on';
  if (field === 'rules_hash') return 'Rules';
  return LIMIT_FIELDS.find(({ name }) => name === field)?.label ?? field;
}
