import { compile, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { encodeEvent } from '../gate/codec.js';
import { emptyState } from '../gate/state.js';
import { Difference } from './difference.js';
import { LogProof } from './log-proof.js';

const BY_HAND = { actor: 'dev', reason: 'checked', source: 'api' } as const;

/** A loss that trips with orders at rest, a look of the monitor, a change of mode, a purchase that cost more than checked, cancels. */
function aDay(limits: Parameters<typeof GateWorld.open>[0] = {}): string[] {
  const world = GateWorld.open({ daily_loss_limit: dollars(50), max_messages: 50, ...limits });
  world.fill(world.submit({ quantity: units(9) }).order, 9, 100.5);
  for (let i = 0; i < 3; i += 1) world.submit({ quantity: units(1), price: dollars(90) });
  world.ask({ kind: 'cancel', order_id: 'ord_2', actor: 'dev' });
  world.submit({ side: 'SELL', quantity: units(9), price: dollars(110) });
  world.quote('AAPL', 94, 94.02);
  world.tick();
  world.ask({ kind: 'change_mode', breaker_id: 1, mode: 'reduce_only', ...BY_HAND });
  world.submit();
  return world.log.map(encodeEvent);
}

function prove(lines: readonly string[]): LogProof {
  const proof = new LogProof(emptyState(compile));
  for (const line of lines) proof.take(line);
  proof.finish();
  return proof;
}
/** As if the line had never been: the ids after it close the gap. */
function without(lines: readonly string[], at: number): string[] {
  const id = (line: string) => line.split(' ')[1] ?? '';
  const [ms = ''] = id(lines[at] ?? '').split('-');
  return lines.flatMap((line, i) => {
    if (i === at) return [];
    const [, lineSeq] = id(line).split('-');
    const later = i > at && id(line).startsWith(`${ms}-`);
    return [later ? line.replace(id(line), `${ms}-${Number(lineSeq) - 1}`) : line];
  });
}
const found = (lines: readonly string[]) => {
  try {
    prove(lines);
    return null;
  } catch (error) {
    if (!(error instanceof Difference)) throw error;
    return error.message;
  }
};
const places = (lines: readonly string[], part: string) => lines.flatMap((line, i) => (line.includes(part) ? [i] : []));

test('a day with a loss, its cancels, a change of mode and a worse fill is proved', () => {
  const lines = aDay();
  expect(places(lines, '"actor":"breakwater"')).toHaveLength(3);
  expect(found(lines)).toBeNull();
  expect(found(aDay({ daily_loss_on_trip: 'leave_orders', daily_loss_mode: 'reduce_only' }))).toBeNull();
});

test('(12.4) a cancel that a trip asked for and that was taken out is missed, at the end of the log too', () => {
  const lines = aDay();
  const [, first = 0, last = 0] = places(lines, '"actor":"breakwater"');
  expect(found(without(lines, first))).toMatch(/the cancel of/);
  expect(found(lines.slice(0, last))).toMatch(/the cancel of/);
});

test('(12.4) a cancel in the name of the gate for an order that closes is found, and a change to the mode that is there', () => {
  const lines = aDay();
  const [, first = 0] = places(lines, '"actor":"breakwater"');
  expect(found(lines.map((line, i) => (i === first ? line.replace(/"ord_\d+"/, '"ord_5"') : line)))).toMatch(/cancel/);
  const [change = 0] = places(lines, 'BREAKER_MODE_CHANGED');
  expect(found(lines.map((line, i) => (i === change ? line.replace('reduce_only', 'halt') : line)))).toMatch(/mode/);
});

test('a log of an earlier build, which neither canceled at a trip nor told of worse fills, is proved', () => {
  const lines = aDay({ daily_loss_on_trip: 'leave_orders', max_messages: null });
  const old = lines.map((line) => {
    if (line.startsWith('X '))
      return line.replace(/ \d+( \[)/, (all, rest: string) => (line.split(' [')[0]?.split(' ').length === 22 ? rest : all));
    return line.replace(',"on_trip":"leave_orders"', '').replace(/,"at_us":\d+/, '');
  });
  expect(old).not.toEqual(lines);
  expect(found(old)).toBeNull();
});
