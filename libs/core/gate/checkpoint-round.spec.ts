import { compile, DAY, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { isProven, roundOf } from '#test/factories/proven.js';
import { RandomHistory } from '#test/factories/random-history.js';
import { NEW_ROUND, nextCheckpoint, PROVED_MAX, type Round } from './checkpoint-round.js';
import { decodeEvent, encodeEvent } from './codec.js';
import type { Checkpoint } from './event.js';
import { foldLine, StateDivergedError } from './fold.js';
import { emptyState, type GateState } from './state.js';
import { SECTIONS, stateHash } from './state-hash.js';

const TINY = 3;

function proveNext(world: GateWorld, round: Round, most = TINY): Round | null {
  const { proved, next } = nextCheckpoint(world.state, round, most);
  world.ask({ kind: 'checkpoint', ...proved, final: false });
  return next;
}

function lastCheckpoint({ log }: GateWorld): Checkpoint {
  const last = log.at(-1);
  if (last?.type !== 'CHECKPOINT') throw new Error('no checkpoint');
  return last;
}

/** Orders that a part is of, as the state stands. */
function ordersOf(state: GateState, { parts = [] }: Pick<Checkpoint, 'parts'>): string[] {
  const all = [...state.orders.keys()];
  return parts.flatMap(({ of, from, to }) => (of === 'orders' ? all.slice(from, to) : []));
}

test('a state that one checkpoint can prove is proved whole, as in the logs of earlier builds', () => {
  const world = GateWorld.open();
  world.submit();
  expect(proveNext(world, NEW_ROUND, PROVED_MAX)).toBeNull();
  expect(lastCheckpoint(world)).not.toHaveProperty('parts');
  isProven(world);
});

test('a round has each entry of each map once, in as many checkpoints as its bound asks for', () => {
  const history = RandomHistory.begin(7, emptyState(compile));
  for (let i = 0; i < 600; i += 1) history.step();
  const { state } = history.world;
  const round = roundOf(state);
  expect(round.length).toBeGreaterThan(4);
  for (const section of SECTIONS) {
    const { of } = section;
    const places = round.flatMap(({ parts = [] }) => parts).filter((part) => part.of === of);
    const covered = places.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i));
    expect([of, covered.toSorted((a, b) => a - b)]).toEqual([of, Array.from({ length: section.size(state) }, (_, i) => i)]);
  }
  for (const { parts = [] } of round) {
    const entries = parts.reduce((count, { from, to }) => count + to - from, 0);
    const accounts = [...state.accounts.values()];
    const held = parts.flatMap(({ of, from, to }) => (of === 'accounts' ? accounts.slice(from, to) : []));
    const work = held.reduce((sum, { positions, slices }) => sum + positions.size + slices.size, entries);
    // Only what is one entry may be more than the bound.
    expect([work <= TINY || entries === 1, entries > 0]).toEqual([true, true]);
  }
});

test('an order that stays open through a round is proved in it, whatever comes and goes meanwhile', () => {
  const world = GateWorld.open({ max_position_size: dollars(1e9), max_open_orders: 1000 });
  const ids = Array.from({ length: 60 }, () => world.submit({ quantity: units(0.01) }).order.order_id);
  const proved = new Set<string>();
  let turn = 0;
  for (let round: Round | null = NEW_ROUND; round !== null; turn += 1) {
    round = proveNext(world, round);
    for (const id of ordersOf(world.state, lastCheckpoint(world))) proved.add(id);
    for (const at of [turn * 2, 59 - turn * 3]) {
      const gone = at % 5 === 0 ? undefined : world.state.orders.get(ids[at] ?? '');
      if (gone) world.report(gone.order, 'CANCELED');
    }
    world.submit({ quantity: units(0.01) });
  }
  const stayed = ids.filter((id) => world.state.orders.has(id));
  expect(stayed.length).toBeGreaterThan(10);
  expect(stayed.length).toBeLessThan(50);
  expect(stayed.filter((id) => !proved.has(id))).toEqual([]);
  isProven(world);
});

test('whatever differs is found by the part that has it, and by no other part', () => {
  const world = GateWorld.open();
  const orders = Array.from({ length: 5 }, () => world.submit({ quantity: units(0.01) }).order);
  world.ask({ kind: 'open_account', account: 'second', cash: dollars(5), day: DAY });
  for (let round: Round | null = NEW_ROUND; round !== null; ) round = proveNext(world, round);
  const lines = world.log.map(encodeEvent);
  const first = lines.findIndex((line) => decodeEvent(line).type === 'CHECKPOINT');
  const foundBy = (spoil: (state: GateState) => void): string[] => {
    const state = emptyState(compile);
    for (const line of lines.slice(0, first)) foldLine(state, line);
    spoil(state);
    return lines.slice(first).flatMap((line) => {
      try {
        foldLine(state, line);
        return [];
      } catch (error) {
        if (!(error instanceof StateDivergedError)) throw error;
        const event = decodeEvent(line) as Checkpoint;
        state.n += 1; // It goes on only here, to see what the other parts say.
        state.last_ms = event.at_ms;
        state.last_seq = Number(event.id.split('-')[1]);
        state.clock_us = Math.max(state.clock_us, event.at_ms * 1000);
        return event.parts?.map(({ of }) => of) ?? [];
      }
    });
  };
  expect(foundBy(() => undefined)).toEqual([]);
  expect(foundBy((state) => ((state.accounts.get('second') as { cash: number }).cash += 1))).toEqual(['accounts']);
  expect(foundBy((state) => ((state.quotes.get('SPY') as { bid: number }).bid += 1))).toContain('quotes');
  for (const { order_id } of orders)
    expect(foundBy((state) => ((state.orders.get(order_id) as { filled: number }).filled += 1))).toContain('orders');
});

test('an account of many positions is proved in a checkpoint of its own', () => {
  const world = GateWorld.open();
  world.ask({ kind: 'open_account', account: 'second', cash: dollars(5), day: DAY });
  for (const symbol of ['AAPL', 'SPY', 'TSLA']) world.submit({ symbol, quantity: units(0.01) });
  const parts = roundOf(world.state).flatMap((one) => one.parts ?? []);
  expect(parts.filter(({ of }) => of === 'accounts')).toEqual([
    { of: 'accounts', from: 1, to: 2 },
    { of: 'accounts', from: 0, to: 1 },
  ]);
});

test('a checkpoint of a part that this build does not have says nothing against the state: its line is set aside', () => {
  const world = GateWorld.open();
  const checkpoint = { kind: 'checkpoint', hash: stateHash(world.state), final: false } as const;
  world.ask({ ...checkpoint, parts: [{ of: 'moods', from: 0, to: 1 }] });
  world.submit();
  const state = emptyState(compile);
  const seen = world.log.map((event) => foldLine(state, encodeEvent(event)));
  expect(seen.filter((one) => 'fault' in one)).toMatchObject([{ fault: expect.stringContaining('a part of the state') }]);
  expect(state.orders.size).toBe(1);
});
