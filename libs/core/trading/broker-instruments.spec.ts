import { configOf } from '#test/factories/gate-world.js';
import { instrumentTexts, readInstrument } from '../config/instrument-fields.js';
import type { RiskConfig } from '../model/limits.js';
import type { Broker, BrokerInstrument } from '../ports/broker.js';
import type { ConfigPatch, ConfigStore } from '../ports/config-store.js';
import { SaidInstruments } from '../ports/said-instruments.js';
import { BrokerInstruments } from './broker-instruments.js';

type Facts = Readonly<Record<string, string>>;

class Remembered extends SaidInstruments {
  readonly said = new Map<string, Facts>();
  override all = async () => new Map(this.said);
  override keep = async (symbol: string, facts: Facts) => void this.said.set(symbol, facts);
}

let config: RiskConfig;
let listed: BrokerInstrument[] | null;
let patches: ConfigPatch[];
let activated: number;
let instruments: BrokerInstruments;

beforeEach(() => {
  config = configOf(1);
  patches = [];
  activated = 0;
  const store = {
    current: async () => config,
    change: async (patch: ConfigPatch) => {
      patches.push(patch);
      const { instruments: changed = {}, restricted = {} } = patch;
      const known = { ...config.restricted, ...restricted };
      const entries = Object.entries(known).flatMap(([name, entry]) => (entry === null ? [] : [[name, entry] as const]));
      config = { ...config, version: config.version + 1, restricted: Object.fromEntries(entries) };
      config = { ...config, instruments: { ...config.instruments, ...(changed as typeof config.instruments) } };
      return config;
    },
  } as unknown as ConfigStore;
  const broker = { name: 'alpaca', instruments: async () => listed } as unknown as Broker;
  instruments = new BrokerInstruments(broker, store, async () => void (activated += 1), new Remembered());
});

const lists = (facts: Facts, closing_only: string | null = null) => {
  listed = [{ symbol: 'AAPL', closing_only, facts }];
};
const aapl = () => instrumentTexts(config.instruments['AAPL'] ?? readInstrument({}, () => new Error('none')));
function personSets(texts: Facts): void {
  const instrument = readInstrument({ ...aapl(), ...texts }, (field) => new Error(field));
  config = { ...config, version: config.version + 1, instruments: { ...config.instruments, AAPL: instrument } };
}

test('a broker that says nothing of instruments changes nothing', async () => {
  listed = null;
  expect(await instruments.look()).toBe(0);
  expect([patches, activated]).toEqual([[], 0]);
});

test('what is not known is filled, and put in force; the same again is no change', async () => {
  lists({ shortable: 'true', step: '1' });
  expect(await instruments.look()).toBe(1);
  expect(aapl()).toMatchObject({ shortable: 'true', step: '1' });
  expect(await instruments.look()).toBe(0);
  expect([patches.length, activated]).toEqual([1, 1]);
});

test('what the broker said before is renewed, and what it says no more is not known any more', async () => {
  lists({ shortable: 'true', borrow: 'easy' });
  await instruments.look();
  lists({ shortable: 'false' });
  expect(await instruments.look()).toBe(1);
  expect([aapl()['shortable'], aapl()['borrow']]).toEqual(['false', undefined]);
});

test('what a person set stands, before the broker was ever asked and afterwards', async () => {
  personSets({ step: '10' });
  lists({ step: '1', shortable: 'true' });
  await instruments.look();
  expect(aapl()).toMatchObject({ step: '10', shortable: 'true' });
  personSets({ shortable: 'false' });
  lists({ step: '1', shortable: 'true' });
  expect(await instruments.look()).toBe(0);
  expect(aapl()).toMatchObject({ step: '10', shortable: 'false' });
});

test('a symbol that is not traded may only be closed, until it is traded again', async () => {
  lists({}, 'Alpaca does not list it');
  expect(await instruments.look()).toBe(1);
  expect(config.restricted['broker-aapl']).toEqual({
    ...{ symbol: 'AAPL', scope: 'firm', mode: 'close_only', from_us: 0, until_us: null, reason: 'Alpaca does not list it' },
  });
  expect(await instruments.look()).toBe(0);
  lists({}, null);
  expect(await instruments.look()).toBe(1);
  expect(config.restricted['broker-aapl']).toBeUndefined();
});
