import { judgeAll } from './judge-all.js';

test('each of 200,000 random orders, amendments and lists over all scopes is judged as an oracle that shares no code judges it', async () => {
  await judgeAll(200_000, 580_000);
}, 600_000);
