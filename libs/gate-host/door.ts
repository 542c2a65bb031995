/**
 * The gate's door for other processes: the worker, the command line, the APIs whose gate stands by. One connection each. Whatever comes in that is not
 * understood ends that connection, and nothing else.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { Complaint } from '#core/complaint.js';
import type { GateCommand } from '#core/gate/command.js';
import { OutcomeUnknownError, StateUnavailableError } from '#core/ports/gate.js';
import { Ask } from './ask-schema.js';
import { Lines, LINE_MAX_BYTES, Outbox, type Reply } from './frames.js';
import { type Listen, listenText, type TlsFiles, tlsOptions } from './address.js';
import { type GateHost, NotActiveError } from './host.js';

const CONNECTIONS_MAX = 256;
/** Connections that have not said the secret yet; when more come, the oldest of them goes. */
const STRANGERS_MAX = 64;
const HELLO_MAX_MS = 2000;
const HELLO_MAX_BYTES = 4096;
/** Commands of one connection that wait for their answer; beyond it the connection is not read from. */
const UNANSWERED_MAX = 10_000;
/** Answers that the other side does not read: beyond it the connection is cut off. */
const UNREAD_MAX_BYTES = 16 * 1024 * 1024;

export interface DoorSettings {
  listen: Listen;
  secret: string;
  tls: TlsFiles | null;
  logger: Logger;
}

export class Door {
  private readonly server: Server;
  private readonly complaints: Complaints;
  private readonly open = new Set<Visitor>();
  private readonly strangers = new Set<Visitor>();

  constructor(
    private readonly host: GateHost,
    private readonly settings: DoorSettings,
  ) {
    this.complaints = complaintsOf(settings.logger);
    const take = (socket: Socket) => this.take(socket);
    this.server = settings.tls
      ? createTlsServer({ ...tlsOptions(settings.tls), requestCert: true, rejectUnauthorized: true }, take)
      : createServer(take);
    this.server.maxConnections = CONNECTIONS_MAX + STRANGERS_MAX;
    this.server.on('error', (error) => settings.logger.error({ err: error }, 'the door of the gate'));
  }

  /** Opens it; resolves to the address that others reach it by. Throws when the port or the socket is taken. */
  async listen(): Promise<string> {
    const { listen } = this.settings;
    if (listen.kind === 'unix') {
      mkdirSync(dirname(listen.path), { recursive: true });
      rmSync(listen.path, { force: true });
    }
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      const ready = () => {
        this.server.off('error', reject);
        resolve();
      };
      if (listen.kind === 'unix') this.server.listen(listen.path, ready);
      else this.server.listen(listen.port, listen.host, ready);
    });
    return listenText(listen, this.server.address());
  }

  async close(): Promise<void> {
    for (const visitor of this.open) visitor.end();
    await new Promise((resolve) => this.server.close(resolve));
    if (this.settings.listen.kind === 'unix') rmSync(this.settings.listen.path, { force: true });
  }

  private take(socket: Socket): void {
    if (this.open.size - this.strangers.size >= CONNECTIONS_MAX) {
      socket.destroy();
      return;
    }
    const [oldest] = this.strangers;
    if (oldest && this.strangers.size >= STRANGERS_MAX) oldest.end();
    const visitor = new Visitor(socket, this.host, { ...this.settings, complaints: this.complaints }, () =>
      this.strangers.delete(visitor),
    );
    this.open.add(visitor);
    this.strangers.add(visitor);
    socket.once('close', () => {
      this.open.delete(visitor);
      this.strangers.delete(visitor);
    });
  }
}

type Complaints = ReturnType<typeof complaintsOf>;

/** Whoever comes again and again must not flood the log. */
function complaintsOf(logger: Logger) {
  return {
    strangers: new Complaint(logger, {
      failing: 'a connection to the gate with a wrong secret was refused',
      well: 'a connection to the gate said the right secret',
    }),
    cutOff: new Complaint(logger, { failing: 'a connection to the gate was cut off', well: '' }),
    commands: new Complaint(logger, { failing: 'a command failed at the gate', well: 'commands succeed at the gate again' }),
  };
}

/** One connection. */
class Visitor {
  private known = false;
  private readonly lines = new Lines(HELLO_MAX_BYTES);
  private readonly outbox: Outbox;
  private readonly patience: NodeJS.Timeout;
  /** Answers in the order of their questions; null while it is not there. */
  private readonly answers: { reply: Reply | null }[] = [];

  constructor(
    private readonly socket: Socket,
    private readonly host: GateHost,
    private readonly settings: DoorSettings & { complaints: Complaints },
    private readonly welcomed: () => void,
  ) {
    this.outbox = new Outbox((text) => this.write(text));
    this.patience = setTimeout(() => this.end(), HELLO_MAX_MS);
    socket.setNoDelay(true);
    socket.setEncoding('utf8');
    socket.on('error', () => this.end());
    socket.once('close', () => clearTimeout(this.patience));
    socket.on('data', (chunk) => this.read(chunk as unknown as string));
  }

  end(): void {
    clearTimeout(this.patience);
    this.socket.destroy();
  }

  private read(chunk: string): void {
    try {
      if (!this.known && chunk.length > HELLO_MAX_BYTES) throw new Error('the first line is too long');
      for (const line of this.lines.take(chunk)) {
        if (this.known) this.answer(line);
        else this.greet(line);
      }
    } catch (error) {
      if (this.known) this.settings.complaints.cutOff.failed(error);
      this.end();
    }
  }

  private greet(line: string): void {
    const { hello, secret } = JSON.parse(line) as { hello?: unknown; secret?: unknown };
    if (hello !== 1 || typeof secret !== 'string' || !sameSecret(secret, this.settings.secret)) {
      const wrong = new Error('wrong secret');
      this.settings.complaints.strangers.failed(wrong);
      throw wrong;
    }
    this.known = true;
    this.settings.complaints.strangers.worked();
    this.lines.maxBytes = LINE_MAX_BYTES;
    clearTimeout(this.patience);
    this.welcomed();
    this.outbox.push({ hello: 1 });
  }

  private answer(line: string): void {
    const { id, command } = Ask.parse(JSON.parse(line));
    const slot: { reply: Reply | null } = { reply: null };
    this.answers.push(slot);
    if (this.answers.length >= UNANSWERED_MAX) this.socket.pause();
    void this.work(slot, id, command as GateCommand);
  }

  private async work(slot: { reply: Reply | null }, id: number, command: GateCommand): Promise<void> {
    slot.reply = await this.reply(id, command);
    this.sendAnswered();
  }

  private async reply(id: number, command: GateCommand): Promise<Reply> {
    try {
      const answer = await this.host.submit(command);
      this.settings.complaints.commands.worked();
      return { id, answer };
    } catch (error) {
      if (error instanceof NotActiveError) return { id, error: 'not_active', code: error.code, message: error.message };
      if (error instanceof OutcomeUnknownError) return { id, error: 'unknown', code: error.code, message: error.message };
      if (error instanceof StateUnavailableError) return { id, error: 'refused', code: error.code, message: error.message };
      this.settings.complaints.commands.failed(error);
      return { id, error: 'failed', code: 'STATE_UNAVAILABLE', message: error instanceof Error ? error.message : String(error) };
    }
  }

  private sendAnswered(): void {
    while (this.answers[0]?.reply) this.outbox.push(this.answers.shift()?.reply ?? {});
    if (this.answers.length < UNANSWERED_MAX / 2 && this.socket.isPaused()) this.socket.resume();
  }

  private write(text: string): void {
    if (this.socket.destroyed) return;
    this.socket.write(text);
    if (this.socket.writableLength > UNREAD_MAX_BYTES) {
      this.settings.logger.warn('a connection to the gate that reads no answers was cut off');
      this.end();
    }
  }
}

function sameSecret(said: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(said), digest(secret));
}
