import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { GateCommand } from '#core/gate/command.js';
import { Lines, LINE_MAX_BYTES, Outbox, type Reply } from './frames.js';
import { parseListen, type TlsFiles, tlsOptions } from './address.js';

const CONNECT_MAX_MS = 1000;
/** Commands that wait for an answer on one link; beyond it a command is refused at once. */
const WAITING_MAX = 20_000;

/** The link to a gate is gone. `sent`: whether the command had left already. */
export class LinkLostError extends Error {
  override name = 'LinkLostError';
  constructor(
    message: string,
    readonly sent: boolean,
  ) {
    super(message);
  }
}

export interface LinkSettings {
  secret: string;
  name: string;
  tls: TlsFiles | null;
}

/** One connection to a gate's door: commands in one turn leave in one packet, answers come in their order. */
export class GateLink {
  private readonly waiting = new Map<number, { done: (reply: Reply) => void; failed: (error: Error) => void }>();
  private readonly outbox: Outbox;
  private readonly lines = new Lines(LINE_MAX_BYTES);
  private nextId = 1;
  private lost: string | null = null;
  private greeted: ((error?: Error) => void) | null = null;

  private constructor(
    private readonly socket: Socket,
    readonly address: string,
  ) {
    this.outbox = new Outbox((text) => socket.write(text));
    socket.setNoDelay(true);
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => this.read(chunk as unknown as string));
    socket.on('error', (error) => this.break(error.message));
    socket.on('close', () => this.break('the gate closed the connection'));
  }

  /** Connects and says the secret. Throws LinkLostError, with nothing sent. */
  static async open(address: string, { secret, name, tls }: LinkSettings): Promise<GateLink> {
    const at = parseListen(address);
    const where = at.kind === 'unix' ? { path: at.path } : { host: at.host, port: at.port };
    const socket = tls && at.kind === 'tcp' ? connectTls({ ...tlsOptions(tls), host: at.host, port: at.port }) : connect(where);
    const link = new GateLink(socket, address);
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        timer = setTimeout(() => reject(new Error('no answer in a second')), CONNECT_MAX_MS);
        link.greeted = (error) => (error ? reject(error) : resolve());
        link.outbox.push({ hello: 1, secret, name });
      });
      return link;
    } catch (error) {
      socket.destroy();
      throw new LinkLostError(`the gate at ${address} cannot be reached: ${(error as Error).message}`, false);
    } finally {
      clearTimeout(timer);
      link.greeted = null;
    }
  }

  get alive(): boolean {
    return this.lost === null;
  }

  /** Throws LinkLostError. */
  ask(command: GateCommand): Promise<Reply> {
    if (this.lost !== null) return Promise.reject(new LinkLostError(this.lost, false));
    if (this.waiting.size >= WAITING_MAX)
      return Promise.resolve({ id: 0, error: 'refused', code: 'OVERLOADED', message: `${WAITING_MAX} commands wait already` });
    const id = this.nextId++;
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed });
      this.outbox.push({ id, command });
    });
  }

  close(): void {
    this.break('closed');
  }

  private read(chunk: string): void {
    try {
      for (const line of this.lines.take(chunk)) this.take(JSON.parse(line) as Reply | { hello: 1 });
    } catch (error) {
      this.break(`an answer of the gate cannot be read: ${(error as Error).message}`);
    }
  }

  private take(reply: Reply | { hello: 1 }): void {
    if ('hello' in reply) {
      this.greeted?.();
      return;
    }
    this.waiting.get(reply.id)?.done(reply);
    this.waiting.delete(reply.id);
  }

  private break(why: string): void {
    if (this.lost !== null) return;
    this.lost = why;
    this.socket.destroy();
    this.greeted?.(new Error(why));
    for (const { failed } of this.waiting.values()) failed(new LinkLostError(why, true));
    this.waiting.clear();
  }
}
