import { judgeAll } from '../oracle/judge-all.js';

test('a million random orders, amendments and lists are judged as the independent oracle judges them', async () => {
  await judgeAll(1_000_000, 1_700_000);
}, 1_800_000);
