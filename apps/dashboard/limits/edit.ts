import type { z } from 'zod';
import type { LimitChangeAnswer, LimitsAnswer, PositionLimitAnswer } from '#contracts/answers.js';
import { limitsBody, positionLimitBody } from '#contracts/risk.js';
import { inUnit } from '../ui/format.js';

/** The global limits that the form edits, in its order. */
export const LIMIT_FIELDS = [
  { name: 'max_order_size', label: 'Size of one order', unit: 'dollars' },
  { name: 'max_position_size', label: 'Position in one symbol', unit: 'dollars' },
  { name: 'daily_loss_limit', label: 'Loss of the day', unit: 'dollars' },
  { name: 'max_portfolio_concentration', label: 'Concentration in one symbol', unit: 'percent' },
  { name: 'max_leverage', label: 'Leverage', unit: 'ratio' },
  { name: 'max_orders_per_second', label: 'Orders in a second', unit: 'orders' },
  { name: 'max_orders_per_burst', label: 'Orders in the burst window', unit: 'orders' },
  { name: 'burst_window_seconds', label: 'Burst window', unit: 'seconds' },
] as const;
export type LimitName = (typeof LIMIT_FIELDS)[number]['name'];

export const SYMBOL_FIELDS = [
  { name: 'max_position', label: 'Position', unit: 'dollars' },
  { name: 'max_concentration_pct', label: 'Concentration', unit: 'percent' },
] as const;
export type SymbolLimitName = (typeof SYMBOL_FIELDS)[number]['name'];

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

type Field = { name: string; label: string; unit: string };

function edited<Body>(
  fields: readonly Field[],
  current: Record<string, unknown>,
  typed: Partial<Record<string, string>>,
  parse: (input: Record<string, number>) => { success: boolean; error?: z.ZodError | undefined },
): Edited<Body> {
  const input: Record<string, number> = {};
  const faults: Partial<Record<string, string>> = {};
  const changes: Change[] = [];
  for (const { name, label, unit } of fields) {
    const text = typed[name]?.trim();
    if (text === undefined) continue;
    const value = Number(text.replaceAll(',', ''));
    if (text === '' || !Number.isFinite(value)) faults[name] = 'Must be a number';
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

/** What would take a change back: the former value, at its field. Null for what a form cannot take back (the rules). */
export function undoOf({
  field,
  from,
}: LimitChangeAnswer): { symbol: string | null; body: Record<string, number | boolean> } | null {
  if (from === null) return null;
  const own = /^position_limits\.([^.]+(?:\.[^.]+)?)\.(max_position|max_concentration_pct)$/.exec(field);
  if (own?.[1] && own[2]) return { symbol: own[1], body: { [own[2]]: Number(from) } };
  if (field === 'enabled') return { symbol: null, body: { enabled: from === 'true' } };
  return LIMIT_FIELDS.some(({ name }) => name === field) ? { symbol: null, body: { [field]: Number(from) } } : null;
}

/** `position_limits.TSLA.max_position` to `TSLA: position`. */
export function fieldInWords(field: string): string {
  const own = /^position_limits\.(.+)\.(max_position|max_concentration_pct)$/.exec(field);
  if (own) return `${own[1] ?? ''}: ${own[2] === 'max_position' ? 'position' : 'concentration'}`;
  if (field === 'enabled') return 'Limits switched on';
  if (field === 'rules_hash') return 'Rules';
  return LIMIT_FIELDS.find(({ name }) => name === field)?.label ?? field;
}
