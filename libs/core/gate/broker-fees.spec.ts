import { compile, configOf, dollars, GateWorld, RULE_SET, units } from '#test/factories/gate-world.js';
import { applicableLimits } from '../model/decision.js';
import { feeOfFill } from '../model/fees.js';
import { toFacts } from '../check-order/to-facts.js';
import { decodeEvent, encodeEvent } from './codec.js';
import { evolve } from './evolve.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { stateHash } from './state-hash.js';
import { emptyState } from './state.js';

const FEE = { fee_per_unit: dollars(0.005) };

function worldWithFees(): GateWorld {
  const world = GateWorld.open();
  world.ask({ kind: 'configure', config: configOf(2), rule_set: RULE_SET.document, slippage_bps: 10, ...FEE });
  return world;
}

/** Margin of the last order beyond half of its gross exposure, in dollars. */
function feesIn(world: GateWorld): number {
  const event = world.log.findLast(({ type }) => type === 'ORDER_DECIDED');
  if (event?.type !== 'ORDER_DECIDED') throw new Error('no order was decided');
  const facts = toFacts(event.order, event.state, applicableLimits(configOf(1), event.order));
  return Number((facts.initial_margin_required - facts.gross_exposure / 2).toFixed(6));
}

test('(12.18) the margin of 1,800 units at 0.50 has the fee that the broker then charges', () => {
  const world = worldWithFees();
  world.submit({ quantity: units(1800), price: dollars(0.5) });
  expect(feesIn(world)).toBe(9);
  expect(feeOfFill(units(1800), FEE)).toBe(dollars(9));
});

test('(12.18) the terms that the worker has set stay when an API changes a limit, and change when the worker says others', () => {
  const world = worldWithFees();
  world.ask({ kind: 'configure', config: configOf(3), rule_set: RULE_SET.document, slippage_bps: null, fee_per_unit: null });
  expect(world.state.fee_per_unit).toBe(FEE.fee_per_unit);
  world.ask({ kind: 'configure', config: configOf(3), rule_set: RULE_SET.document, slippage_bps: 10, fee_per_unit: dollars(0) });
  world.submit({ quantity: units(5), price: dollars(100) });
  expect(feesIn(world)).toBe(0);
});

test('an order of a log of an earlier build has no fees and is read and written as it was', () => {
  const world = GateWorld.open();
  world.submit({ quantity: units(5), price: dollars(100) });
  expect(feesIn(world)).toBe(0.05); // The guess of that build: 1 basis point.
  const lines = world.log.map((event) => encodeEvent({ ...event, id: '1-1' }));
  expect(lines.filter((line) => line.startsWith('O ')).map((line) => line.split(' ').length)).toEqual([37]);
  expect(lines.some((line) => line.includes('fee_per_unit'))).toBe(false);
  for (const line of lines) expect(encodeEvent(decodeEvent(line))).toBe(line);
});

test('fees come through the log, a snapshot and the hash', () => {
  const world = worldWithFees();
  world.submit({ quantity: units(1800), price: dollars(0.5) });
  const folded = emptyState(compile);
  for (const event of world.log) evolve(folded, decodeEvent(encodeEvent(event)));
  expect(stateHash(folded)).toBe(stateHash(world.state));
  const snapshot = takeSnapshot(world.state);
  expect(restoreSnapshot(snapshot, compile).fee_per_unit).toBe(FEE.fee_per_unit);
  const { fee_per_unit: _, ...earlier } = snapshot;
  expect(restoreSnapshot(earlier, compile).fee_per_unit).toBeNull();
  world.state.fee_per_unit = dollars(0.004);
  expect(stateHash(folded)).not.toBe(stateHash(world.state));
});
