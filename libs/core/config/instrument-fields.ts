/** The fields of an instrument as people write them: in the API, in CSV and in the history. */
import { isDay } from '../model/exchange-day.js';
import {
  formatMoney,
  formatMultiplier,
  formatQuantity,
  type Money,
  MULTIPLIER_ONE,
  parseMoney,
  parseMultiplier,
  parseQuantity,
  PRICE_MAX,
  type Quantity,
} from '../model/money.js';
import { ORDER_TYPES, TIMES_IN_FORCE } from '../model/order.js';
import { EMPTY_INSTRUMENT, type Instrument, type TickBand } from '../model/reference.js';
import { GROUP_NAME } from '../model/scope.js';
import { CALENDARS } from '../model/session.js';

/** A field that cannot be read; `message` says what it must be. */
export class FieldFault extends Error {
  override name = 'FieldFault';
}

interface Field {
  name: keyof Instrument;
  /** For people. */
  meaning: string;
  read: (text: string) => Instrument[keyof Instrument];
  written: (instrument: Instrument) => string;
}

const money = (name: keyof Instrument, meaning: string): Field => ({
  name,
  meaning,
  read: (text) => positive(parseMoney(text, PRICE_MAX)),
  written: (instrument) => formatMoney(instrument[name] as Money),
});
const units = (name: keyof Instrument, meaning: string): Field => ({
  name,
  meaning,
  read: (text) => positive(parseQuantity(text)),
  written: (instrument) => formatQuantity(instrument[name] as Quantity),
});
const group = (name: 'asset_class' | 'sector', meaning: string): Field => ({
  name,
  meaning,
  read: (text) => {
    if (!GROUP_NAME.test(text)) throw new FieldFault('must be 1 to 32 of a-z, 0-9, _ and -');
    return text;
  },
  written: (instrument) => instrument[name] ?? '',
});

const day = (name: 'volume_as_of' | 'short_restricted_until', meaning: string): Field => ({
  name,
  meaning,
  read: (text) => {
    if (!isDay(text)) throw new FieldFault('must be a day such as 2026-01-31');
    return text;
  },
  written: (instrument) => instrument[name] ?? '',
});

const share = (name: 'initial_margin_bps' | 'maintenance_margin_bps', meaning: string): Field => ({
  name,
  meaning,
  read: (text) => {
    if (!/^\d{1,6}$/.test(text) || Number(text) > SHARE_MAX)
      throw new FieldFault(`must be a whole number of hundredths of a percent, ${SHARE_MAX} at most`);
    return Number(text);
  },
  written: (instrument) => String(instrument[name]),
});
/** Ten times the value. */
const SHARE_MAX = 100_000;

/** Words with spaces between. */
const words = (name: 'order_types' | 'times_in_force', known: readonly string[], meaning: string): Field => ({
  name,
  meaning,
  read: (text) => {
    const given = text.split(' ');
    const stranger = given.find((word) => !known.includes(word));
    if (stranger !== undefined) throw new FieldFault(`must be of ${known.join(', ')}, with a space between`);
    return given as unknown as Instrument[typeof name];
  },
  written: (instrument) => (instrument[name] ?? []).join(' '),
});

function positive<N extends number>(value: N): N {
  if (value <= 0) throw new FieldFault('must be above zero');
  return value;
}

/** `0:0.0001 1:0.01`: from a price of 0 the tick is 0.0001, from 1 it is 0.01. */
function readTicks(text: string): TickBand[] {
  const bands = text.split(' ').map((band): TickBand => {
    const [from, tick, more] = band.split(':');
    if (from === undefined || tick === undefined || more !== undefined)
      throw new FieldFault('must be bands of price:tick, as 0:0.0001 1:0.01');
    return { from: parseMoney(from, PRICE_MAX), tick: positive(parseMoney(tick, PRICE_MAX)) };
  });
  const rising = bands.every(({ from }, i) => (i === 0 ? from === 0 : from > (bands[i - 1]?.from ?? 0)));
  if (!rising) throw new FieldFault('must begin at 0 and rise, as 0:0.0001 1:0.01');
  return bands;
}

const BORROWS = ['easy', 'hard', 'none'] as const;

export const INSTRUMENT_FIELDS: readonly Field[] = [
  group('asset_class', 'Class, such as equity or crypto'),
  group('sector', 'Sector, such as technology'),
  ...[
    units('step', 'An order is a multiple of this, in units'),
    units('min_quantity', 'Least units of an order'),
    units('max_quantity', 'Most units of an order'),
    money('min_notional', 'What an order is worth at least, in dollars'),
  ],
  {
    name: 'ticks',
    meaning: 'A price is a multiple of this: bands of price:tick, as 0:0.0001 1:0.01',
    read: readTicks,
    written: ({ ticks }) => ticks.map(({ from, tick }) => `${formatMoney(from)}:${formatMoney(tick)}`).join(' '),
  },
  ...[money('min_price', 'Lowest price, in dollars'), money('max_price', 'Highest price, in dollars')],
  {
    name: 'shortable',
    meaning: 'Whether it may be sold short: true or false',
    read: (text) => {
      if (text !== 'true' && text !== 'false') throw new FieldFault('must be true or false');
      return text === 'true';
    },
    written: ({ shortable }) => String(shortable),
  },
  words('order_types', ORDER_TYPES, 'Types of order that it takes, as LIMIT MARKET; all when it is not given'),
  words('times_in_force', TIMES_IN_FORCE, 'Times in force that it takes, as DAY GTC; all when it is not given'),
  {
    name: 'calendar',
    meaning: `When it is traded: ${CALENDARS.join(' or ')}; left out: at any time`,
    read: (text) => {
      const found = CALENDARS.find((name) => name === text);
      if (!found) throw new FieldFault(`must be ${CALENDARS.join(' or ')}`);
      return found;
    },
    written: ({ calendar }) => calendar ?? '',
  },
  money('previous_close', 'Close of the trading day before, in dollars'),
  units('average_volume', 'Average daily volume of 20 trading days, in units'),
  day('volume_as_of', 'Trading day of the average volume, YYYY-MM-DD'),
  day('short_restricted_until', 'Last day on which short sales must be above the bid, YYYY-MM-DD'),
  ...[money('lower_band', 'Lower price band, in dollars'), money('upper_band', 'Upper price band, in dollars')],
  {
    name: 'borrow',
    meaning: 'How it can be borrowed for a short sale: easy, hard or none',
    read: (text) => {
      const found = BORROWS.find((name) => name === text);
      if (!found) throw new FieldFault(`must be ${BORROWS.join(', ')}`);
      return found;
    },
    written: ({ borrow }) => borrow ?? '',
  },
  {
    name: 'borrow_fee_bps',
    meaning: 'Borrow fee, hundredths of a percent a year',
    read: (text) => {
      if (!/^\d{1,6}$/.test(text)) throw new FieldFault('must be a whole number of hundredths of a percent');
      return Number(text);
    },
    written: ({ borrow_fee_bps }) => String(borrow_fee_bps),
  },
  {
    name: 'borrow_as_of_us',
    meaning: 'When borrow and fee were so, a time such as 2026-01-31T14:30:00Z',
    read: (text) => {
      const at = Date.parse(text);
      if (!/T.*(Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(at) || !isDay(text.slice(0, 10)))
        throw new FieldFault('must be a time such as 2026-01-31T14:30:00Z');
      return at * 1000;
    },
    written: ({ borrow_as_of_us }) => new Date((borrow_as_of_us ?? 0) / 1000).toISOString(),
  },
  share('initial_margin_bps', 'Initial margin of its own, hundredths of a percent of exposure; left out: 5000, of crypto 10000'),
  share('maintenance_margin_bps', 'Maintenance margin of its own, hundredths of a percent of value; left out: by the rule'),
  {
    name: 'currency',
    meaning: 'Currency of its prices, three letters; left out: USD. Another one is converted at the quote of its pair, as EURUSD',
    read: (text) => {
      if (!/^[A-Z]{3}$/.test(text)) throw new FieldFault('must be three letters such as USD');
      return text;
    },
    written: ({ currency }) => currency ?? '',
  },
  {
    name: 'contract_multiplier',
    meaning: 'What one unit stands for, 0.000001 to 1000000: a unit is worth price x this; left out: 1',
    read: (text) => positive(parseMultiplier(text)),
    written: ({ contract_multiplier }) => formatMultiplier(contract_multiplier ?? MULTIPLIER_ONE),
  },
];

const isUnknown = (value: Instrument[keyof Instrument]) =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);

/** What is known of an instrument, as text. */
export function instrumentTexts(instrument: Instrument): Record<string, string> {
  const known = INSTRUMENT_FIELDS.filter(({ name }) => !isUnknown(instrument[name]));
  return Object.fromEntries(known.map(({ name, written }) => [name, written(instrument)]));
}

/** An instrument out of texts; an empty one is not known. Throws FieldFault or AmountError for the first bad one, by `at`. */
export function readInstrument(texts: Readonly<Record<string, string>>, at: (field: string, fault: string) => Error): Instrument {
  const instrument: Record<string, unknown> = { ...EMPTY_INSTRUMENT };
  for (const { name, read } of INSTRUMENT_FIELDS) {
    const text = texts[name]?.trim() ?? '';
    if (text === '') continue;
    try {
      instrument[name] = read(text);
    } catch (error) {
      throw at(name, error instanceof Error ? error.message : String(error));
    }
  }
  return instrument as unknown as Instrument;
}

/** What contradicts itself in an instrument, or null. */
export function contradiction({
  min_quantity,
  max_quantity,
  min_price,
  max_price,
  step,
  lower_band = null,
  upper_band = null,
}: Instrument): string | null {
  if (min_quantity !== null && max_quantity !== null && min_quantity > max_quantity) return 'min_quantity is above max_quantity';
  if (min_price !== null && max_price !== null && min_price > max_price) return 'min_price is above max_price';
  if (lower_band !== null && upper_band !== null && lower_band > upper_band) return 'lower_band is above upper_band';
  if (step !== null && max_quantity !== null && step > max_quantity) return 'step is above max_quantity';
  return null;
}
