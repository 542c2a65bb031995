/** What is known of instruments and strategies, as the API takes it. */
import { z } from 'zod';
import { INSTRUMENT_FIELDS } from '#core/config/instrument-fields.js';
import { accountId, ticker } from './order.js';

const reason = z.string().max(500).optional();
/** Amounts are written as decimals, so that none is rounded on its way. */
const field = z.string().max(500).optional();
const fields = Object.fromEntries(INSTRUMENT_FIELDS.map(({ name, meaning }) => [name, field.meta({ description: meaning })]));

export const instrumentBody = z.strictObject({ ...fields, reason }).meta({ id: 'NewInstrument' });

export const instrumentsCsvBody = z
  .strictObject({ csv: z.string().min(1).max(60_000).meta({ description: 'A line for each symbol' }), reason })
  .meta({ id: 'InstrumentsCsv' });

const list = <Item extends z.ZodType>(item: Item) =>
  z.array(item).max(1000).nullable().default(null).meta({ description: 'Null is all' });
export const strategyBody = z
  .strictObject({ accounts: list(accountId), symbols: list(ticker), reason })
  .meta({ id: 'NewStrategy' });
