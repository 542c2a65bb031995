/** The limits of libs/core/controls as the API takes and answers them, and as the screens name them. */
import { z } from 'zod';
import { SCALABLE } from '#core/config/scaled.js';
import type { Limit, ShownUnit } from '#core/controls/declare.js';
import { GLOBAL_LIMITS, LIMITS, type NamedLimit, SYMBOL_LIMITS, type WireLimits } from '#core/controls/registry.js';
import { type Kept, measureOf, shownUnit } from '#core/controls/shown.js';
import { money, quantity } from './order.js';

type IfNullable<Value, Yes, No> = null extends Value ? Yes : No;
/** A choice is given as one of its words. */
type IfChoice<Value, No> = Value extends string ? Value : No;
type BodyFields<Limits> = {
  [Wire in keyof Limits]: z.ZodOptional<
    z.ZodType<Limits[Wire], IfChoice<Limits[Wire], IfNullable<Limits[Wire], number | string | null, number | string>>>
  >;
};
type AnswerFields<Limits> = {
  [Wire in keyof Limits]: Limits[Wire] extends string
    ? z.ZodType<Limits[Wire]>
    : IfNullable<Limits[Wire], z.ZodNullable<z.ZodNumber>, z.ZodNumber>;
};

/** A percentage or ratio with at most two decimals, as whole hundredths. */
function hundredths(max: number, unit: string) {
  return (
    z
      .number()
      .positive()
      .max(max, `must be at most ${max} ${unit}`)
      // Exact: what is near to a hundredth (1e-12 to zero) would be stored as that.
      .refine((value) => value === Math.round(value * 100) / 100, 'must have at most 2 decimals')
      .meta({ override: { minimum: 0.01, multipleOf: 0.01 } })
      .transform((value) => Math.round(value * 100))
  );
}

/** What the API takes is above zero, also where the tables may hold a zero. */
function taken(limit: Limit): z.ZodType<number | string> {
  if (limit.unit === 'choice') return z.enum(limit.choices);
  const { unit, min, max } = limit;
  switch (unit) {
    case 'money':
      return money;
    case 'quantity':
      return quantity;
    case 'bps':
    case 'hundredths':
      return hundredths(max / 100, measureOf(limit));
    case 'count':
    case 'seconds':
      return z.number().int().min(Math.max(min, 1)).max(max);
    default:
      return unit satisfies never;
  }
}

function bodyFields<Limits>(limits: readonly NamedLimit[]): BodyFields<Limits> {
  return Object.fromEntries(
    limits.map((limit) => {
      const field = taken(limit).meta({ description: limit.description });
      return [limit.wire, (limit.nullable ? field.nullable() : field).optional()];
    }),
  ) as BodyFields<Limits>;
}

function answerFields<Limits>(limits: readonly NamedLimit[]): AnswerFields<Limits> {
  return Object.fromEntries(
    limits.map(({ wire, nullable, choices }) => [
      wire,
      choices ? z.enum(choices) : nullable ? z.number().nullable() : z.number(),
    ]),
  ) as AnswerFields<Limits>;
}

export const limitFields = bodyFields<WireLimits<'global'>>(GLOBAL_LIMITS);
export const symbolLimitFields = bodyFields<WireLimits<'symbol'>>(SYMBOL_LIMITS);
/** Any limit, for a scope: which may be set where says libs/core/controls. */
export const scopedLimitFields = bodyFields<Record<string, Kept>>(LIMITS) as Record<string, z.ZodOptional<z.ZodType<Kept>>>;
export const limitAnswerFields = answerFields<WireLimits<'global'>>(GLOBAL_LIMITS);
export const symbolLimitAnswerFields = answerFields<WireLimits<'symbol'>>(SYMBOL_LIMITS);

/** One limit of a form. */
export interface LimitField<Name extends string = string> {
  name: Name;
  label: string;
  unit: ShownUnit | 'choice';
  /** What its number measures, in words. */
  measure: string;
  description: string;
  /** May be left empty: switched off. */
  nullable: boolean;
  /** The words that it is one of; null for a figure. */
  choices: readonly string[] | null;
}
export type LimitName = keyof WireLimits<'global'>;
export type SymbolLimitName = keyof WireLimits<'symbol'>;

const fieldOf = <Name extends string>(limit: NamedLimit): LimitField<Name> => ({
  name: limit.wire as Name,
  label: limit.words,
  unit: shownUnit(limit.unit),
  measure: measureOf(limit),
  description: limit.description,
  nullable: limit.nullable === true,
  choices: limit.choices ?? null,
});
export const LIMIT_FIELDS = GLOBAL_LIMITS.map(fieldOf<LimitName>);
/** Limits that a window of the day may make smaller. */
export const SCALED_FIELDS = SCALABLE.map(fieldOf<LimitName>);
/** Limits that may be set at a scope, with the kinds of scopes; an account may have each of the global ones. */
export const SCOPED_FIELDS = LIMITS.flatMap((limit) =>
  limit.scopes === undefined ? [] : [{ ...fieldOf(limit), scopes: limit.scopes }],
);
export const SYMBOL_FIELDS = SYMBOL_LIMITS.map(fieldOf<SymbolLimitName>);
