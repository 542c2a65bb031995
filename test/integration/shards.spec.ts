import { jest } from '@jest/globals';
import { keysOf } from '#adapters/redis/keys.js';
import { newIds } from '#core/check-order/ids.js';
import { openBenchGate } from '#test/bench/gate.js';
import { resting } from '#test/bench/bench.js';
import { type RunningCluster, startCluster } from '#test/bench/cluster.js';

jest.setTimeout(60_000);
let cluster: RunningCluster;
beforeAll(async () => {
  const binary = process.env['BREAKWATER_REDIS_BINARY'];
  if (!binary) throw new Error('BREAKWATER_REDIS_BINARY is not set: run this under `npm test`');
  cluster = await startCluster(binary);
});
afterAll(() => cluster?.stop());

test('two shards of one cluster lie on different nodes, each with its own log, numbers and state', async () => {
  const shards = ['main', 'b'];
  const nodes = await Promise.all(shards.map((shard) => cluster.nodeOf(keysOf(shard).log)));
  expect(new Set(nodes).size).toBe(2);
  for (const [i, shard] of shards.entries())
    for (const key of [keysOf(shard).head, keysOf(shard).lease('gate'), keysOf(shard).view('pnl')])
      expect(await cluster.nodeOf(key)).toBe(nodes[i]);
  const gates = [];
  for (const shard of shards) gates.push(await openBenchGate(await cluster.connect(), shard, () => cluster.connect()));
  const [first, second] = gates;
  const send = (gate: typeof first) => gate?.host.submit({ kind: 'submit', order: { ...resting(), ...newIds() } });
  const before = gates.map(({ host }) => host.state?.orders.size);
  for (let i = 0; i < 20; i += 1) expect(await send(first)).toMatchObject({ kind: 'decided', accepted: true });
  for (let i = 0; i < 5; i += 1) expect(await send(second)).toMatchObject({ kind: 'decided', accepted: true });
  expect(gates.map(({ host }, i) => (host.state?.orders.size ?? 0) - (before[i] ?? 0))).toEqual([20, 5]);
  for (const gate of gates) await gate.close();
});
