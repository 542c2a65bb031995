import fc from 'fast-check';
import { Buckets } from './buckets.js';

test('totals are those of the running part and the sixty before it, asked once or again and again', () => {
  const steps = fc.array(fc.record({ wait: fc.nat({ max: 3000 }), sum: fc.nat({ max: 1000 }), asked: fc.nat({ max: 2 }) }), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 90 }), (all, seconds) => {
      const window = new Buckets(seconds);
      const partOf = (ms: number) => Math.floor((ms * 60) / (seconds * 1000));
      const added: { ms: number; sum: number }[] = [];
      let now = 1_795_600_000_000;
      for (const { wait, sum, asked } of all) {
        now += wait;
        window.add(now, 1, sum);
        added.push({ ms: now, sum });
        const at = now + 500;
        const counted = added.filter(({ ms }) => partOf(ms) >= partOf(at) - 60);
        for (let i = 0; i < asked; i += 1) {
          expect(window.count(at)).toBe(counted.length);
          expect(window.sum(at)).toBe(counted.reduce((total, one) => total + one.sum, 0));
        }
      }
      const again = new Buckets(seconds, window.parts());
      expect(again.totals(now)).toEqual(window.totals(now));
    }),
    { numRuns: 60 },
  );
});
