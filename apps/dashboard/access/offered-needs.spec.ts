import { isNeed } from '#core/access/needs.js';
import { OFFERED_NEEDS } from './offered-needs.js';

test('what the screens ask for is what the routes need', () => {
  expect(OFFERED_NEEDS.filter((need) => !isNeed(need))).toEqual([]);
});
