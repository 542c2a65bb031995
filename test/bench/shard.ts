/** One shard's gate and its load in a process of its own, on the cluster whose ports are given: prints orders a second. */
import { Cluster, type Redis } from 'ioredis';
import { newIds } from '#core/check-order/ids.js';
import { rate, resting } from './bench.js';
import { openBenchGate } from './gate.js';

const [shard = 'main', ...ports] = process.argv.slice(2);
const connect = async (): Promise<Redis> => {
  const cluster = new Cluster(ports.map((port) => ({ host: '127.0.0.1', port: Number(port) })));
  await cluster.ping();
  return cluster as unknown as Redis;
};
const { host, close } = await openBenchGate(await connect(), shard, connect);
const one = async () => {
  const answer = await host.submit({ kind: 'submit', order: { ...resting(), ...newIds() } });
  if (answer.kind !== 'decided' || !answer.accepted) throw new Error(JSON.stringify(answer));
};
await rate(one, 64, 1000);
process.stdout.write(`${await rate(one, 64, 3000)}\n`);
await close();
process.exit();
