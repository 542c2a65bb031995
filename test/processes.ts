/** Breakwater's own processes as children of a test, from the built files, so that a test can kill and restart each. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { MIGRATIONS } from '../migrations/index.js';
import { setting } from './factories/setting.js';

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Asks again until the answer is truthy, at most `limitMs`; a question that fails counts as no. */
export async function until<T>(what: string, limitMs: number, ask: () => Promise<T | false | null | undefined>): Promise<T> {
  const deadline = Date.now() + limitMs;
  let last: unknown = 'no';
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what} (${String(last)})`);
    await sleep(50);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** One program: started, killed with -9, started again with the same settings. */
export class Program {
  private child: ChildProcess | undefined;
  output = '';
  starts = 0;

  constructor(
    private readonly script: string,
    private readonly env: Record<string, string>,
  ) {}

  start(): this {
    this.starts += 1;
    const child = spawn(process.execPath, [this.script], {
      env: { ...process.env, NODE_OPTIONS: '', ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (data: Buffer) => {
      this.output = (this.output + data.toString()).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    this.child = child;
    return this;
  }

  /** How it ended, null while it runs. */
  get ended(): string | null {
    const { exitCode = null, signalCode = null } = this.child ?? {};
    return signalCode ?? (exitCode === null ? null : `exit code ${exitCode}`);
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** SIGSTOP freezes it, SIGCONT lets it go on. */
  signal(name: NodeJS.Signals): void {
    this.child?.kill(name);
  }

  /** Resolves when it is gone; one that does not go by itself is killed after 8 s. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (!child || this.ended !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), 8000);
    await gone;
    clearTimeout(timer);
  }
}

export interface ApiProgram {
  url: string;
  program: Program;
}

/** A gate of its own, and the address of its door. */
export interface GateProgram {
  address: string;
  program: Program;
}

export interface Floor {
  worker: Program;
  apis: [ApiProgram, ApiProgram];
  /** Gates of their own; none when the APIs host them. */
  gates: GateProgram[];
  /** One more worker beside the first. */
  another(): Program;
  stop(): Promise<void>;
}

export async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(3000) });
  await answer.text();
  return answer.status === 200;
}

async function apiProgram(env: Record<string, string>): Promise<ApiProgram> {
  const port = await freePort();
  const program = new Program('dist/apps/api/main.js', { ...env, BREAKWATER_PORT: String(port) }).start();
  return { url: `http://127.0.0.1:${port}`, program };
}

async function gateProgram(env: Record<string, string>): Promise<GateProgram> {
  const address = `tcp://127.0.0.1:${await freePort()}`;
  const program = new Program('dist/apps/gate/main.js', { ...env, BREAKWATER_GATE_LISTEN: address }).start();
  return { address, program };
}

/** A database of a test's own is copied from one that has them; then no process need start for it. */
async function isMigrated(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('SELECT name FROM schema_migrations');
    return MIGRATIONS.every(({ name }) => rows.some((row) => row.name === name));
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

async function migrate(env: Record<string, string>): Promise<void> {
  const migration = new Program('dist/apps/worker/migrate.js', env).start();
  await until('the migration', 30_000, async () => migration.ended);
  if (migration.ended !== 'exit code 0') throw new Error(`the migration failed: ${migration.output}`);
}

/** Migrates where that was not done, starts a worker and two APIs, and gates of their own when asked; waits until both APIs check orders (60 s at most). */
export async function startFloor(settings: Record<string, string> = {}, ownGates = 0): Promise<Floor> {
  const env: Record<string, string> = ownGates > 0 ? { ...settings, BREAKWATER_GATE: 'remote' } : settings;
  if (!(await isMigrated(env['DATABASE_URL'] ?? setting('DATABASE_URL')))) await migrate(env);
  const worker = new Program('dist/apps/worker/main.js', env).start();
  const gates = await Promise.all(Array.from({ length: ownGates }, () => gateProgram(env)));
  const apis: [ApiProgram, ApiProgram] = [await apiProgram(env), await apiProgram(env)];
  const stop = async () => {
    await Promise.all(apis.map(({ program }) => program.end()));
    await worker.end();
    await Promise.all(gates.map(({ program }) => program.end()));
  };
  try {
    for (const { url } of apis) await until('the API is ready', 60_000, () => isReady(url));
  } catch (error) {
    await stop();
    throw new Error(`${String(error)}\nworker: ${worker.output}\napi: ${apis[0].program.output}`, { cause: error });
  }
  return { worker, apis, gates, stop, another: () => new Program('dist/apps/worker/main.js', env).start() };
}

/** The process of a service of the stack, which the launcher records and starts again when it dies. */
export type Service = 'redis' | 'postgres' | 'temporal';

export function servicePid(service: Service): number {
  const profile = process.env['BREAKWATER_PROFILE'];
  if (!profile) throw new Error('BREAKWATER_PROFILE is not set: run the tests by `npm run test:faults`');
  const record = JSON.parse(readFileSync(join('.local', profile, 'run', `${service}.json`), 'utf8')) as { pid: number };
  return record.pid;
}

/** kill -9 of a service; resolves when the launcher has started it anew (20 s at most). */
export async function killService(service: Service): Promise<void> {
  const before = servicePid(service);
  process.kill(before, 'SIGKILL');
  await until(`${service} is started again`, 20_000, async () => servicePid(service) !== before);
}
