import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { UsageError } from '../usage-error.js';

/** This file runs from dist/apps/cli/drill. */
const FOLDER = fileURLToPath(new URL('../../../../drills/', import.meta.url));

const side = z.enum(['BUY', 'SELL']);
const symbols = z.array(z.string()).min(1);

/** What each order is; symbols and sides are taken in turn. */
const orders = z
  .strictObject({
    symbols: z.union([z.literal('all'), symbols]),
    sides: z.array(side).min(1),
    /** Units of each order, or dollars that become as many whole units. */
    quantity: z.number().positive().optional(),
    usd: z.number().positive().optional(),
    order_type: z.enum(['MARKET', 'LIMIT']),
    /** Limit price as a share of the middle of the quote at the start. */
    price_of_mid: z.strictObject({ BUY: z.number().positive(), SELL: z.number().positive() }).optional(),
  })
  .refine(({ quantity, usd }) => (quantity === undefined) !== (usd === undefined), 'needs quantity or usd, and not both')
  .refine(
    ({ order_type, price_of_mid }) => (order_type === 'LIMIT') === (price_of_mid !== undefined),
    'LIMIT needs price_of_mid',
  );

const quote = z
  .strictObject({
    at_s: z.number().min(0),
    symbols,
    /** Dollars, or a share of the middle of the quote at the start. */
    bid: z.number().positive().optional(),
    ask: z.number().positive().optional(),
    bid_of_start: z.number().positive().optional(),
    ask_of_start: z.number().positive().optional(),
  })
  .refine(
    ({ bid, ask, bid_of_start, ask_of_start }) =>
      (bid === undefined) !== (bid_of_start === undefined) && (ask === undefined) !== (ask_of_start === undefined),
    'needs bid or bid_of_start, and ask or ask_of_start',
  );

const disaster = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  what_happened: z.string(),
  sources: z.array(z.string()).min(1),
  /** As it was, by the sources. */
  real: z.strictObject({
    orders: z.number().int().positive(),
    seconds: z.number().positive(),
    exposure_usd: z.number().positive(),
    loss_usd: z.number().positive().nullable(),
  }),
  /** What the sources do not say and the drill had to choose. */
  assumed: z.string(),
  /** How long the drill sends, at most. */
  seconds: z.number().positive().max(300),
  per_second: z.number().positive(),
  /** No more orders than that; without it as many as the time allows. */
  total: z.number().int().positive().optional(),
  orders,
  /** A second stream beside the first. */
  also: z.strictObject({ per_second: z.number().positive(), orders }).optional(),
  quotes: z.array(quote).default([]),
});

export type Disaster = z.output<typeof disaster>;
export type Orders = Disaster['orders'];

/** All that are there, by name. Throws with the file's name and what is wrong with it. */
export function allDisasters(folder: string = FOLDER): Disaster[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const read = disaster.safeParse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
      if (read.success && `${read.data.name}.json` === file) return read.data;
      const why = read.success ? [`name must be ${file.slice(0, -5)}`] : read.error.issues.map(inWords);
      throw new Error(`drills/${file}: ${why.join('; ')}`);
    });
}

const inWords = ({ path, message }: { path: PropertyKey[]; message: string }) => `${path.map(String).join('.')} ${message}`;

export function disasterNamed(name: string): Disaster {
  const all = allDisasters();
  const found = all.find((one) => one.name === name);
  if (!found) throw new UsageError(`there is no drill ${name}; there are ${all.map((one) => one.name).join(', ')}`);
  return found;
}
