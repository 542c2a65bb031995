import fc from 'fast-check';
import { Attempts } from './attempts.js';

test('windows count what a plain list counts, whatever the times and however the window changes', () => {
  const steps = fc.array(fc.record({ wait: fc.integer({ min: 1, max: 4_000_000 }), burst: fc.integer({ min: 1, max: 60 }) }), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(steps, (all) => {
      const attempts = new Attempts();
      const times: number[] = [];
      let now = 1_795_600_000_000_000;
      for (const { wait, burst } of all) {
        now += wait;
        const within = (us: number) => times.filter((at) => at > now - us).length;
        expect(attempts.inSecond(now)).toBe(within(1_000_000));
        expect(attempts.inBurst(now, burst * 1_000_000)).toBe(within(burst * 1_000_000));
        attempts.add(now);
        times.push(now);
        expect(attempts.last(3)).toEqual(attempts.times().slice(-3));
      }
      expect(attempts.size).toBe(times.filter((at) => at > now - 60_000_000).length);
    }),
    { numRuns: 60 },
  );
});
