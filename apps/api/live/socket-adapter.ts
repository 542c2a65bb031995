import type { IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import type { WebSocketServer } from 'ws';

/** Null lets the connection in; else the status and words with which it is refused before it becomes a WebSocket. */
export type Refused = { status: number; message: string } | null;
export type Admit = (request: IncomingMessage) => Refused | Promise<Refused>;

const INPUT_MAX_BYTES = 4096;

/**
 * Nest's adapter for plain WebSocket, with two things left out: its message handlers (they expect `{event, data}` and cost each socket a chain of
 * observables) and its log line for every error that a client causes.
 */
export class SocketAdapter extends WsAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly admit: Admit,
  ) {
    super(app);
  }

  override create(port: number, options: Record<string, unknown>): WebSocketServer {
    const verifyClient = (
      { req }: { req: IncomingMessage },
      answer: (admitted: boolean, status?: number, message?: string, headers?: Record<string, string>) => void,
    ) => {
      const told = (refusal: Refused) => {
        if (refusal === null) answer(true);
        else answer(false, refusal.status, refusal.message, refusal.status === 503 ? { 'retry-after': '1' } : {});
      };
      const refusal = this.admit(req);
      if (refusal instanceof Promise)
        void refusal.then(told, () => told({ status: 503, message: 'who asks cannot be looked up now' }));
      else told(refusal);
    };
    // Compression would make each socket's bytes its own, and cost 300 KB a socket.
    const settings = { maxPayload: INPUT_MAX_BYTES, perMessageDeflate: false, clientTracking: true, verifyClient };
    return super.create(port, { ...options, ...settings } as never) as WebSocketServer;
  }

  override bindMessageHandlers(): void {
    // The gateway reads its sockets itself (events.gateway.ts).
  }

  override bindErrorHandler(server: WebSocketServer): WebSocketServer {
    server.on('connection', (socket) => socket.on('error', () => undefined));
    return server;
  }
}
