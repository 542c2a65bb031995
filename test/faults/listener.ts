import { LiveSocket } from '../e2e/live-socket.js';
import { sleep, until } from '../processes.js';
import { withPostgres } from './verify.js';

/** A program on `/ws` that wants to hear of every alert: when its socket breaks it comes back with `?since=` and the last id that it heard. */
class Listener {
  private readonly sockets: LiveSocket[] = [];
  private stopped = false;
  private running: Promise<void> = Promise.resolve();

  private constructor(
    private readonly url: string,
    private readonly from: number,
  ) {}

  /** Nothing may be on its way when it begins: what it must hear is what PostgreSQL has after this moment. */
  static async at(url: string): Promise<Listener> {
    const listener = new Listener(url, await newestAlert());
    listener.running = listener.run();
    await until('the listener is shown how things stand', 10_000, async () => listener.sockets.length > 0);
    return listener;
  }

  /** How often it connected, and how many alerts it heard. Fails unless it heard each that PostgreSQL has, once and in order. */
  async heardEverything(): Promise<{ connects: number; alerts: number }> {
    const happened = await alertsAfter(this.from);
    const heard = () =>
      this.sockets.flatMap((socket) =>
        socket.all('RISK_ALERT').flatMap(({ ref, data }) => (data.count === 1 ? [ref ?? ''] : [])),
      );
    await until('the listener has heard as many alerts as there are', 15_000, async () => {
      if (heard().length < happened.length) throw new Error(`it heard ${heard().length} of ${happened.length}`);
      return true;
    });
    await this.end();
    const all = heard();
    const wrong = all.findIndex((ref, n) => ref !== happened[n]);
    if (wrong >= 0 || all.length !== happened.length)
      throw new Error(`alert ${wrong} is ${all[wrong]}, not ${happened[wrong]}; heard ${all.length} of ${happened.length}`);
    const [fault] = this.sockets.flatMap(({ faults }) => faults);
    if (fault) throw new Error(`a message is not of the contract: ${fault}`);
    return { connects: this.sockets.length, alerts: all.length };
  }

  async end(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const since = this.sockets.at(-1)?.last;
      const query = `?types=RISK_ALERT,CIRCUIT_BREAKER${since ? `&since=${since}` : ''}`;
      const socket = await LiveSocket.open(this.url, query).catch(() => null);
      if (!socket || socket.messages.length === 0) {
        await sleep(200);
        continue;
      }
      this.sockets.push(socket);
      while (!this.stopped && socket.closed === null) await sleep(20);
      if (this.stopped) await socket.end();
    }
  }
}

/** Does the work with a listener at each of these APIs; then each must have heard of every alert. Says how often each connected. */
export async function whileListening<T>(urls: readonly string[], work: () => Promise<T>) {
  const listeners = await Promise.all(urls.map((url) => Listener.at(url)));
  try {
    const result = await work();
    return { result, heard: await Promise.all(listeners.map((listener) => listener.heardEverything())) };
  } finally {
    await Promise.all(listeners.map((listener) => listener.end()));
  }
}

async function newestAlert(): Promise<number> {
  return withPostgres(async (client) => {
    const { rows } = await client.query<{ seq: string }>('SELECT coalesce(max(seq), 0) AS seq FROM risk_alerts');
    return Number(rows[0]?.seq);
  });
}

async function alertsAfter(seq: number): Promise<string[]> {
  return withPostgres(async (client) => {
    const { rows } = await client.query<{ id: string }>('SELECT id FROM risk_alerts WHERE seq > $1 ORDER BY seq', [seq]);
    return rows.map(({ id }) => id);
  });
}
