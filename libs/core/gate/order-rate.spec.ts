import fc from 'fast-check';
import { GateWorld } from '#test/factories/gate-world.js';
import { Attempts } from './attempts.js';

test('(12.7) a refusal by the burst window says when the window has room, not a second', () => {
  const world = GateWorld.open({ max_orders_per_burst: 3, burst_window_seconds: 60 });
  for (let i = 0; i < 3; i += 1) {
    expect(world.submit()).toMatchObject({ accepted: true });
    world.pass(10);
    keepKnown(world);
  }
  const refused = world.submit();
  expect(refused).toMatchObject({ accepted: false, violations: [{ code: 'RATE_BURST_EXCEEDED' }] });
  // The refused one counts, so two must have left: those of 30 and of 20 s ago.
  expect(roomIn(refused)).toBeCloseTo(40, 3);
  world.pass(roomIn(refused) - 0.001);
  keepKnown(world);
  expect(world.submit()).toMatchObject({ accepted: false });
});

test('(12.7) after that time an order passes, and a moment before it does not, whatever came before', () => {
  const run = fc.record({
    perSecond: fc.integer({ min: 1, max: 4 }),
    perBurst: fc.integer({ min: 1, max: 6 }),
    seconds: fc.integer({ min: 1, max: 60 }),
    waits: fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 1, maxLength: 30 }),
  });
  fc.assert(
    fc.property(run, ({ perSecond, perBurst, seconds, waits }) => {
      const world = GateWorld.open({
        max_orders_per_second: perSecond,
        max_orders_per_burst: perBurst,
        burst_window_seconds: seconds,
      });
      for (const wait of waits) {
        world.pass(wait / 1000);
        keepKnown(world);
        const answer = world.submit();
        if (answer.kind !== 'decided' || answer.accepted) continue;
        const waitUs = answer.room_in_us ?? -1;
        const attempts = world.state.accounts.get('default')?.attempts ?? new Attempts();
        const fits = (atUs: number) =>
          attempts.times().filter((at) => at > atUs - 1e6).length < perSecond &&
          attempts.times().filter((at) => at > atUs - seconds * 1e6).length < perBurst;
        expect([fits(answer.state.at_us + waitUs), fits(answer.state.at_us + waitUs - 1)]).toEqual([true, false]);
      }
    }),
    { numRuns: 100 },
  );
});

test('(12.7) a refusal that has another reason too knows no such time', () => {
  const world = GateWorld.open({ max_orders_per_second: 1 });
  world.submit();
  const refused = world.submit({ quantity: 1e11 as never });
  expect(refused).toMatchObject({ accepted: false });
  expect(refused).not.toHaveProperty('room_in_us');
});

const roomIn = (answer: ReturnType<GateWorld['submit']>) =>
  answer.kind === 'decided' ? (answer.room_in_us ?? 0) / 1e6 : Number.NaN;

function keepKnown(world: GateWorld): void {
  world.quote('AAPL', 100, 100.02);
  world.tick();
}
