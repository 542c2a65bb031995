/** Real receivers on this machine: an HTTP server that answers by a script, and a mail server. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  at_ms: number;
}

/** How one request is answered. `mute`: never; `cut`: the connection ends in the middle; `huge`: ten megabytes. */
export type Scripted = { status: number; headers?: Record<string, string>; body?: string } | 'mute' | 'cut' | 'huge';

export class HttpReceiver {
  readonly received: Received[] = [];
  /** The next answers; when they are used up, 200 `ok`. */
  script: Scripted[] = [];
  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    readonly url: string,
  ) {}

  static async open(): Promise<HttpReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const receiver = new HttpReceiver(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { url: path = '', headers } = request;
        receiver.received.push({ path, headers, body: Buffer.concat(parts).toString(), at_ms: Date.now() });
        answer(response, receiver.script.shift() ?? { status: 200, body: 'ok' });
      });
    });
    return receiver;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function answer(response: ServerResponse, scripted: Scripted): void {
  if (scripted === 'mute') return;
  if (scripted === 'cut') {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
    return;
  }
  if (scripted === 'huge') {
    response.writeHead(200);
    response.on('error', () => undefined);
    response.end(Buffer.alloc(10 << 20, 'x'));
    return;
  }
  response.writeHead(scripted.status, scripted.headers);
  response.end(scripted.body ?? '');
}

export interface Mail {
  to: string[];
  subject: string;
  text: string;
  html: string;
  message_id: string;
  headers: Map<string, unknown>;
}

export class MailReceiver {
  readonly mails: Mail[] = [];
  /** Recipients that are refused, with the code of the refusal. */
  readonly refused = new Map<string, number>();
  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
  ) {}

  static async open(): Promise<MailReceiver> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _session, done) => {
        const code = receiver.refused.get(address);
        done(code === undefined ? null : Object.assign(new Error(`no ${address} here`), { responseCode: code }));
      },
      onData: (stream, session, done) => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        void receiver.take(to, stream, done);
      },
    });
    server.on('error', () => undefined);
    const port = await new Promise<number>((resolve) => {
      const listening = server.listen(0, '127.0.0.1', () => resolve((listening.address() as AddressInfo).port));
    });
    const receiver = new MailReceiver(server, port);
    return receiver;
  }

  private async take(to: string[], stream: Readable, done: () => void): Promise<void> {
    const { subject = '', text = '', html, messageId = '', headers } = await simpleParser(stream);
    this.mails.push({ to, subject, text, html: html || '', message_id: messageId, headers });
    done();
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
