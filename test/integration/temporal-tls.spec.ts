/** TLS to Temporal: the real server behind a door that ends TLS and asks for a certificate, as a server of a firm does. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { type TemporalAddress, temporalAt, type TemporalSettings } from '#adapters/temporal/address.js';
import { TemporalConnection } from '#adapters/temporal/temporal-connection.js';
import { TemporalHealth } from '#adapters/temporal/temporal-health.js';
import { runWorkflowWorker } from '#adapters/temporal/workflow-worker.js';
import { setting } from '../factories/setting.js';
import { until } from '../processes.js';

const run = promisify(execFile);
const file = (name: string) => `test/fixtures/tls/${name}`;
const OURS = { TEMPORAL_TLS_CA: file('ca.pem'), TEMPORAL_TLS_CERT: file('two.pem'), TEMPORAL_TLS_KEY: file('two.key') };
const NAMESPACE = process.env['TEMPORAL_NAMESPACE'] ?? 'default';
/** Temporal's number for a queue of workflows. */
const WORKFLOWS = 1 as never;
let door: Server;
let address: string;
let passed = 0;
const sockets = new Set<Socket>();

beforeAll(async () => {
  const [host = '', port = ''] = setting('TEMPORAL_ADDRESS').split(':');
  const files = { cert: readFileSync(file('one.pem')), key: readFileSync(file('one.key')), ca: readFileSync(file('ca.pem')) };
  door = createServer({ ...files, requestCert: true, rejectUnauthorized: true, ALPNProtocols: ['h2'] }, (socket) => {
    passed += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const inside = connect(Number(port), host);
    socket.pipe(inside).pipe(socket);
    socket.on('error', () => inside.destroy());
    inside.on('error', () => socket.destroy());
    socket.on('close', () => inside.destroy());
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(door.address() as AddressInfo).port}`;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => door.close(resolve));
});

const at = (settings: TemporalSettings): TemporalAddress => temporalAt({ TEMPORAL_ADDRESS: address, ...settings });

async function serving(where: TemporalAddress): Promise<boolean> {
  const health = new TemporalHealth(where);
  try {
    return await health.serving();
  } finally {
    await health.close();
  }
}

test('a client with a certificate of the same authority is let in, and its calls go through', async () => {
  expect(await serving(at(OURS))).toBe(true);
  expect(await serving(at({ ...OURS, TEMPORAL_TLS_SERVER_NAME: 'localhost' }))).toBe(true);
  const temporal = new TemporalConnection(at(OURS), NAMESPACE);
  const told = await temporal.within(5000, (client) => client.workflowService.getSystemInfo({}));
  expect(told.serverVersion).toMatch(/^\d/);
  await temporal.close();
});

test('a client without the right certificate, authority or name has no Temporal', async () => {
  const strangers: Record<string, TemporalSettings> = {
    'no TLS': {},
    'no certificate of its own': { TEMPORAL_TLS_CA: file('ca.pem') },
    'a certificate of another authority': {
      ...OURS,
      TEMPORAL_TLS_CERT: file('foreign.pem'),
      TEMPORAL_TLS_KEY: file('foreign.key'),
    },
    'a server of another authority than it believes': { ...OURS, TEMPORAL_TLS_CA: file('foreign-ca.pem') },
    'the authorities of this machine alone': { TEMPORAL_TLS: 'on' },
    'another name than the one in the certificate': { ...OURS, TEMPORAL_TLS_SERVER_NAME: 'somebody.else' },
  };
  const served = await Promise.all(Object.entries(strangers).map(async ([who, how]) => [who, await serving(at(how))]));
  expect(served).toEqual(Object.keys(strangers).map((who) => [who, false]));
});

test('the worker polls for workflows and activities through it', async () => {
  const before = passed;
  const stop = new AbortController();
  const said: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => said.push(line) });
  const none = { nothing: async () => {} };
  const activities = { breaker: none, pnl: none, config: none, endOfDay: none, audit: none, alert: none };
  const bundle = { code: readFileSync('dist/workflow-bundle.cjs', 'utf8') };
  const running = runWorkflowWorker(
    { at: at(OURS), namespace: NAMESPACE, activities, logger, bundle, failing: 'away', workflows: true },
    stop.signal,
  );
  const temporal = new TemporalConnection({ address: setting('TEMPORAL_ADDRESS'), tls: null }, NAMESPACE);
  await until('the worker polls', 20_000, async () => {
    const { pollers } = await temporal.within(2000, (client) =>
      client.workflowService.describeTaskQueue({
        namespace: NAMESPACE,
        taskQueue: { name: 'breakwater' },
        taskQueueType: WORKFLOWS,
      }),
    );
    return (pollers?.length ?? 0) > 0;
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${said.join('')}`);
  });
  expect(passed).toBeGreaterThan(before);
  expect(said.join()).not.toContain('Temporal does not answer');
  stop.abort();
  await running;
  await temporal.close();
}, 60_000);

test('doctor says that it serves over TLS, and names settings that do not go together', async () => {
  const doctor = (settings: Record<string, string>) =>
    run(process.execPath, ['dist/apps/cli/main.js', 'doctor'], {
      env: { ...process.env, NODE_OPTIONS: '', TEMPORAL_ADDRESS: address, ...settings },
      timeout: 30_000,
    }).catch((error: unknown) => error as { stdout: string; stderr: string }); // Other parts do not run here: it finds faults.
  expect((await doctor(OURS)).stdout).toContain(`serves at ${address} over TLS`);
  const { stderr } = await doctor({ TEMPORAL_TLS_CERT: file('one.pem') });
  expect(stderr).toContain('TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY go together');
}, 60_000);
