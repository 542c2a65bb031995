import { complaintInto } from '#test/factories/complaints.js';
import type { Broker, BrokerQuote, ExecutionReport } from '../ports/broker.js';
import { StateUnavailableError } from '../ports/gate.js';
import type { LiveBook } from '../ports/live-book.js';
import { pumpExecutions, pumpHalts, pumpQuotes } from './market-pumps.js';

let away: string;
let told: string[];
let taken: unknown[];
const answer = async (what: unknown) => {
  if (away) throw new StateUnavailableError('STATE_UNAVAILABLE', away);
  taken.push(what);
};
const book = {
  control: async () => ({ broker_sequence: 0 }),
  execute: async (_: string, reports: ExecutionReport[]) => answer(reports.length),
  tellHalt: async (...halt: unknown[]) => answer(halt),
  mark: async (_: string, quotes: BrokerQuote[]) => answer(quotes.length),
} as unknown as LiveBook;

beforeEach(() => {
  [away, told, taken] = ['no gate is active', [], []];
});

test('(12.26) while no gate takes the reports of the broker they wait, the cause is told once, and then all are booked', async () => {
  const broker = {
    executions: (_: number, deliver: (reports: ExecutionReport[]) => Promise<void>) =>
      deliver([{ sequence: 1 }, { sequence: 2 }] as ExecutionReport[]),
  } as unknown as Broker;
  const running = pumpExecutions(broker, book, complaintInto(told), new AbortController().signal);
  await new Promise((resolve) => setTimeout(resolve, 350));
  expect([told, taken]).toEqual([['no gate is active'], []]);
  away = '';
  await running;
  expect([told, taken]).toEqual([['no gate is active', 'well'], [2]]);
});

test('(12.26) that quotes do not reach the gate is told once a cause, and that they do again', async () => {
  const broker = {
    quotes: async (deliver: (quotes: BrokerQuote[]) => Promise<void>) => {
      for (const [bid, why] of ['no gate is active', 'no gate is active', 'Redis does not answer', ''].entries()) {
        away = why;
        await deliver([{ symbol: 'AAPL', bid: bid + 1, ask: bid + 2, frozen: false, revision: bid }] as unknown as BrokerQuote[]);
      }
    },
  } as unknown as Broker;
  await pumpQuotes(broker, book, complaintInto(told), new AbortController().signal);
  expect(told).toEqual(['no gate is active', 'Redis does not answer', 'well']);
});

test('(16.1) halts of the exchange wait while no gate takes them, and none is lost', async () => {
  const broker = {
    name: 'alpaca',
    halts: async (deliver: (halt: object) => Promise<void>) => {
      await deliver({ symbol: 'AAPL', reason: 'news pending' });
      await deliver({ symbol: 'AAPL', reason: null });
    },
  } as unknown as Broker;
  const running = pumpHalts(broker, book, complaintInto(told), new AbortController().signal);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect([taken, told]).toEqual([[], ['no gate is active']]);
  away = '';
  await running;
  expect(taken).toEqual([
    ['AAPL', 'alpaca', 'news pending'],
    ['AAPL', 'alpaca', null],
  ]);
  expect(told).toEqual(['no gate is active', 'well']);
});
