import { WebSocket } from 'ws';
import { type ServerMessage, serverMessage } from '#contracts/messages.js';
import { sleep } from '../processes.js';

export type Of<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>;

/** A WebSocket of `/ws` that keeps what it is sent; every message must be of the contract, to the last field. */
export class LiveSocket {
  readonly messages: ServerMessage[] = [];
  readonly faults: string[] = [];
  closed: { code: number; reason: string } | null = null;
  /** The HTTP status with which the server refused it. */
  refused: { status: number; text: string } | null = null;

  private constructor(readonly ws: WebSocket) {
    ws.on('message', (data: Buffer) => {
      const parsed = serverMessage.safeParse(JSON.parse(data.toString()));
      if (parsed.success) this.messages.push(parsed.data);
      else this.faults.push(`${data.toString()}: ${parsed.error.message}`);
    });
    ws.on('error', () => undefined);
    ws.on('close', (code, reason) => {
      this.closed ??= { code, reason: reason.toString() };
    });
    ws.on('unexpected-response', (_, response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => (this.refused = { status: response.statusCode ?? 0, text }));
    });
  }

  /** Connects and waits for the first message, or for the refusal (5 s at most). */
  static async open(url: string, query = '', headers: Record<string, string> = {}): Promise<LiveSocket> {
    const socket = new LiveSocket(new WebSocket(`${url.replace('http', 'ws')}/ws${query}`, { headers }));
    await within(
      5000,
      'the first message',
      () => socket.messages.length > 0 || socket.closed !== null || socket.refused !== null,
    );
    return socket;
  }

  /** Id to resume after. */
  get last(): string {
    return this.messages.at(-1)?.id ?? '';
  }

  all<Type extends ServerMessage['type']>(type: Type): Of<Type>[] {
    return this.messages.filter((message): message is Of<Type> => message.type === type);
  }

  /** The first message of this type for which `good` holds, come or to come (10 s at most). */
  async one<Type extends ServerMessage['type']>(
    type: Type,
    good: (message: Of<Type>) => boolean = () => true,
  ): Promise<Of<Type>> {
    let found: Of<Type> | undefined;
    await within(10_000, type, () => (found = this.all(type).find(good)) !== undefined);
    if (!found) throw new Error('unreachable');
    return found;
  }

  async end(): Promise<void> {
    this.ws.terminate();
    await within(2000, 'the socket to close', () => this.closed !== null);
  }
}

export async function within(limitMs: number, what: string, good: () => boolean): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!good()) {
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(10);
  }
}
