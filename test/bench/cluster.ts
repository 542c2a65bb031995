/** Three nodes of the stack's own Redis server as a cluster, synced like the one of the stack. For shards that lie on different nodes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster, Redis } from 'ioredis';

const SLOTS = 16_384;
const READY_MS = 15_000;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  // The cluster's own bus takes the port 10,000 above.
  return port > 55_000 ? freePort() : port;
}

export interface RunningCluster {
  readonly ports: readonly number[];
  connect(): Promise<Redis>;
  /** The node, by its port, on which a key lies. */
  nodeOf(key: string): Promise<number>;
  stop(): Promise<void>;
}

export async function startCluster(binary: string): Promise<RunningCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-cluster-'));
  const ports = [await freePort(), await freePort(), await freePort()];
  const nodes = ports.map((port) => startNode(binary, folder, port));
  const clients = ports.map((port) => new Redis(port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null }));
  for (const [i, client] of clients.entries()) {
    await client.ping();
    const [from, to] = [Math.floor((i * SLOTS) / 3), Math.floor(((i + 1) * SLOTS) / 3) - 1];
    await client.call('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to));
    for (const port of ports) await client.call('CLUSTER', 'MEET', '127.0.0.1', String(port));
  }
  const deadline = Date.now() + READY_MS;
  for (const client of clients)
    while (!/cluster_state:ok/.test(await client.cluster('INFO'))) {
      if (Date.now() > deadline) throw new Error('the cluster did not come together');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  const open: Cluster[] = [];
  const [first] = clients;
  return {
    ports,
    connect: async () => {
      const cluster = new Cluster(ports.map((port) => ({ host: '127.0.0.1', port })));
      open.push(cluster);
      await cluster.ping();
      return cluster as unknown as Redis;
    },
    nodeOf: async (key) => {
      const slot = Number(await first?.call('CLUSTER', 'KEYSLOT', key));
      return ports[Math.min(2, Math.floor((slot * 3) / SLOTS))] ?? 0;
    },
    stop: async () => {
      for (const client of [...clients, ...open]) client.disconnect();
      await Promise.all(nodes.map(ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function startNode(binary: string, folder: string, port: number): ChildProcess {
  const settings = {
    ...{ port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', appendfsync: 'always', save: '', 'cluster-enabled': 'yes' },
    ...{
      'cluster-config-file': `nodes-${port}.conf`,
      appendfilename: `aof-${port}.aof`,
      appenddirname: `aof-${port}`,
      daemonize: 'no',
    },
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return spawn(binary, args, { stdio: 'ignore' });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
