/** A Breakwater of the drill's own: a worker and an API as children, from the built files, on the stack that the environment names. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { pause } from '#core/pause.js';

const APPS = fileURLToPath(new URL('../../', import.meta.url));
const READY_LIMIT_MS = 60_000;
const ANSWER_LIMIT_MS = 10_000;
const STOP_LIMIT_MS = 8000;
const OUTPUT_KEPT = 4000;

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export class OwnBreakwater {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 128 });

  private constructor(
    private readonly port: number,
    private readonly children: readonly Child[],
  ) {}

  /** Throws with what they said when they are not ready in a minute. */
  static async start(): Promise<OwnBreakwater> {
    const migration = new Child('worker/migrate.js');
    if ((await migration.ended(READY_LIMIT_MS)) !== 0) throw new Error(`the migrations failed: ${migration.output}`);
    const port = await freePort();
    const worker = new Child('worker/main.js');
    const api = new Child('api/main.js', { BREAKWATER_PORT: String(port), BREAKWATER_HOST: '127.0.0.1', BREAKWATER_AUTH: 'off' });
    const own = new OwnBreakwater(port, [api, worker]);
    const until = Date.now() + READY_LIMIT_MS;
    while (Date.now() < until && [api, worker].every(({ runs }) => runs)) {
      const { status } = await own.call('GET', '/health/ready');
      if (status === 200) return own;
      await pause(100, new AbortController().signal);
    }
    await own.stop();
    throw new Error(`Breakwater was not ready\nworker: ${worker.output}\napi: ${api.output}`);
  }

  /** Status 0: no answer in ten seconds, or none that can be read. */
  call(method: string, path: string, body?: unknown): Promise<Answer> {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    return new Promise((resolve) => {
      const nothing = () => resolve({ status: 0, body: {} });
      const at = { host: '127.0.0.1', port: this.port, agent: this.agent, timeout: ANSWER_LIMIT_MS };
      const asked = request({ ...at, method, path, headers }, (answer) => {
        let read = '';
        answer.setEncoding('utf8').on('data', (part: string) => (read += part));
        answer.once('error', nothing);
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, body: objectIn(read) }));
      });
      asked.once('timeout', () => asked.destroy());
      asked.once('error', nothing);
      asked.end(text);
    });
  }

  /** As `call`; throws with the answer when it is none of 2xx. */
  async must(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const answer = await this.call(method, path, body);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    for (const child of this.children) await child.stop();
  }
}

class Child {
  output = '';
  private readonly process: ChildProcess;

  constructor(script: string, env: Record<string, string> = {}) {
    this.process = spawn(process.execPath, [`${APPS}${script}`], {
      env: { ...process.env, BROKER: 'paper', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (data: Buffer) => (this.output = (this.output + data.toString()).slice(-OUTPUT_KEPT));
    this.process.stdout?.on('data', keep);
    this.process.stderr?.on('data', keep);
  }

  get runs(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Its exit code; null when a signal ended it, or it had to be killed after so long. */
  async ended(limitMs: number): Promise<number | null> {
    const timer = setTimeout(() => this.process.kill('SIGKILL'), limitMs);
    if (this.runs) await new Promise((resolve) => this.process.once('exit', resolve));
    clearTimeout(timer);
    return this.process.exitCode;
  }

  async stop(): Promise<void> {
    if (this.runs) this.process.kill('SIGTERM');
    await this.ended(STOP_LIMIT_MS);
  }
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
