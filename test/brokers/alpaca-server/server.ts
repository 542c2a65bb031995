/**
 * A server that speaks Alpaca's protocol: REST, the stream of order events in binary frames, the data stream, and the faults that were reported of the real
 * one. The official client runs against it in the tests, as proof that it is true.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { type AccountTerms, ApiError, ServerAccount, type ServerEvent } from './exchange.js';

export interface Faults {
  /** The next POST or PATCH of an order gets no answer: the order was taken, or was not. */
  loseAnswer: 'stored' | 'dropped' | null;
  /** Waited for once an order was taken and before it is answered. */
  beforeAnswer: (() => Promise<void>) | null;
  /** Look-ups by client_order_id miss until then. */
  hiddenUntilMs: number;
  /** Events that are not told, told twice, or told as null. */
  dropEvents: number;
  doubleEvents: boolean;
  nullEvents: number;
  /** Nothing is told on the stream any more, though it is connected. */
  muteStream: boolean;
  muteData: boolean;
  /** Requests that are answered so, in place of their own answer. */
  answers: ('html' | 'redirect' | 'misfit' | number)[];
  /** Activities that are not shown. */
  hideActivities: boolean;
  refuseSecondStream: boolean;
  /** A PATCH is carried out, and answered with a refusal. */
  refuseReplaced: boolean;
}

const NO_FAULTS = (): Faults => ({
  ...{
    loseAnswer: null,
    beforeAnswer: null,
    hiddenUntilMs: 0,
    dropEvents: 0,
    doubleEvents: false,
    nullEvents: 0,
    muteStream: false,
    muteData: false,
  },
  ...{ answers: [], hideActivities: false, refuseSecondStream: true, refuseReplaced: false },
});

interface Call {
  method: string;
  path: string;
  body: Record<string, unknown>;
}

const PER_MINUTE = 200;

export class AlpacaServer {
  readonly accounts = new Map<string, ServerAccount>();
  readonly calls: Call[] = [];
  faults = NO_FAULTS();
  readonly quotes = new Map<string, { bp: number; ap: number; t: string }>();
  /** New orders are acknowledged and, when the quote allows it, filled at once; cancels are confirmed at once. */
  automatic = true;
  perMinute = PER_MINUTE;
  /** How often somebody came for the stream of order events. */
  streamsAsked = 0;
  private used = 0;
  private usedFromMs = Date.now();
  private readonly http: Server;
  private readonly sockets = new Set<Socket>();
  private readonly streams = new Map<ServerAccount, Set<WebSocket>>();
  /** By their paths: an account has one of each kind. */
  private readonly dataStreams = new Map<WebSocket, string>();
  /** The symbols whose statuses a connection asked for. */
  private readonly statusListeners = new Map<WebSocket, string[]>();

  private constructor(terms: readonly AccountTerms[]) {
    for (const one of terms) {
      const account = new ServerAccount(one);
      account.onEvent = (event) => this.tell(account, event);
      this.accounts.set(one.key_id, account);
    }
    this.http = createServer((request, response) => void this.serve(request, response));
    this.http.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    this.acceptStreams();
  }

  static async start(terms: readonly AccountTerms[] = [PAPER_ACCOUNT], port = 0): Promise<AlpacaServer> {
    const server = new AlpacaServer(terms);
    await new Promise<void>((resolve) => server.http.listen(port, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  /** Connections that hear quotes. */
  get dataListeners(): number {
    return this.dataStreams.size;
  }

  get only(): ServerAccount {
    const [account] = this.accounts.values();
    if (!account) throw new Error('the server has no account');
    return account;
  }

  setAsset(symbol: string, change: Record<string, unknown>): void {
    this.only.assetChanges.set(symbol, change);
  }

  posts(): Call[] {
    return this.calls.filter(({ method, path }) => method === 'POST' && path === '/v2/orders');
  }

  async stop(): Promise<void> {
    this.cutStreams();
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.http.close(resolve));
  }

  cutStreams(): void {
    for (const sockets of this.streams.values()) for (const socket of sockets) socket.terminate();
    for (const socket of this.dataStreams.keys()) socket.terminate();
  }

  setQuote(symbol: string, bp: number, ap: number): void {
    const quote = { bp, ap, t: new Date().toISOString() };
    this.quotes.set(symbol, quote);
    if (this.faults.muteData) return;
    const text = JSON.stringify([{ T: 'q', S: symbol, bx: 'V', bs: 100, ax: 'V', as: 100, c: ['R'], z: 'C', ...quote }]);
    const crypto = symbol.includes('/');
    for (const [socket, path] of this.dataStreams) if (path.includes('crypto') === crypto) socket.send(text);
  }

  /** The exchange halts a symbol, or lets it go on: told to who asked for its statuses, and to nobody later. */
  tellStatus(symbol: string, sc: string, about: { sm?: string; rc?: string; rm?: string } = {}): void {
    const text = JSON.stringify([{ T: 's', S: symbol, sc, ...about, t: new Date().toISOString(), z: 'C' }]);
    for (const [socket, symbols] of this.statusListeners) if (symbols.includes(symbol)) socket.send(text);
  }

  /** Whether somebody hears the symbol's statuses: not while a connection that was cut is made anew. */
  tellsStatus(symbol: string): boolean {
    return [...this.statusListeners.values()].some((symbols) => symbols.includes(symbol));
  }

  // ---- the trading day ----

  /** The close, at 16:00 or at 13:00 of a half day: orders of the day end, as `expired` or, as older documents say, `canceled`. */
  closeMarket(how: 'expired' | 'canceled' = 'expired'): void {
    for (const account of this.accounts.values()) {
      account.marketOpen = false;
      for (const { id, time_in_force } of account.openOrders()) if (time_in_force === 'day') account.end(id, how);
    }
  }

  /** The open, at 09:30: what waits comes to the venue, cancels first. */
  openMarket(): void {
    for (const account of this.accounts.values()) {
      account.marketOpen = true;
      for (const { id, status } of account.openOrders()) {
        if (status === 'pending_cancel') account.end(id, 'canceled');
        else if (status === 'accepted') this.trade(account, id);
      }
    }
  }

  /** From now on an account may ask so often in a minute, and has not asked yet. */
  limitTo(perMinute: number): void {
    [this.perMinute, this.used, this.usedFromMs] = [perMinute, 0, Date.now()];
  }

  // ---- REST ----

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://alpaca');
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const method = request.method ?? 'GET';
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, {
        ...{ 'content-type': 'application/json', 'x-request-id': randomUUID().replaceAll('-', '') },
        ...{
          'x-ratelimit-limit': String(this.perMinute),
          'x-ratelimit-remaining': String(Math.max(0, this.perMinute - this.used)),
        },
        'x-ratelimit-reset': String(Math.ceil((this.usedFromMs + 60_000) / 1000)),
        ...headers,
      });
      response.end(body === null ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    };
    try {
      if (Date.now() - this.usedFromMs >= 60_000) Object.assign(this, { used: 0, usedFromMs: Date.now() });
      this.used += 1;
      if (this.used > this.perMinute)
        return send(429, { code: 42_910_000, message: 'too many requests' }, { 'retry-after': '1' });
      const text = Buffer.concat(parts).toString('utf8');
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
      this.calls.push({ method, path: url.pathname, body });
      const fault = this.faults.answers.shift();
      if (fault === 'html') return send(200, '<html>maintenance</html>', { 'content-type': 'text/html' });
      if (fault === 'redirect') return send(302, null, { location: 'https://elsewhere.example/' });
      if (fault === 'misfit') return send(200, { surprise: true });
      if (fault !== undefined) return send(fault, { message: `answered ${fault}` });
      const account = this.accountOf(request);
      const { loseAnswer } = this.faults;
      const submits = (method === 'POST' && url.pathname === '/v2/orders') || method === 'PATCH';
      if (submits && loseAnswer !== null) {
        this.faults.loseAnswer = null;
        if (loseAnswer === 'stored') this.route(account, method, url, body);
        return void request.socket.destroy();
      }
      const answer = this.route(account, method, url, body);
      const { beforeAnswer } = this.faults;
      if (submits && beforeAnswer !== null) {
        this.faults.beforeAnswer = null;
        await beforeAnswer();
      }
      send(answer === null ? 204 : 200, answer);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { status, code, message, details } = error;
      send(status, { ...(code === null ? {} : { code }), message, ...details });
    }
  }

  private accountOf(request: IncomingMessage): ServerAccount {
    const account = this.accounts.get(String(request.headers['apca-api-key-id']));
    if (account?.terms.secret_key !== request.headers['apca-api-secret-key'])
      throw new ApiError(401, 40_110_000, 'request is not authorized');
    return account as ServerAccount;
  }

  private route(account: ServerAccount, method: string, url: URL, body: Record<string, unknown>): unknown {
    const { pathname: path, searchParams: query } = url;
    if (method === 'GET' && path === '/v2/account') return account.account();
    if (method === 'GET' && path === '/v2/assets') return account.assets();
    if (method === 'GET' && path === '/v2/positions') return account.positionList();
    if (method === 'GET' && path === '/v2/clock') return this.clock(account);
    if (method === 'GET' && path === '/v2/account/activities/FILL') return this.activities(account, query);
    if (method === 'GET' && path === '/v2/account/activities' && query.get('category') === 'non_trade_activity')
      return page(account.movements, query);
    if (method === 'GET' && (path === '/v2/stocks/quotes/latest' || path === '/v1beta3/crypto/us/latest/quotes'))
      return {
        quotes: Object.fromEntries(
          (query.get('symbols') ?? '').split(',').flatMap((s) => (this.quotes.has(s) ? [[s, this.quotes.get(s)]] : [])),
        ),
      };
    if (method === 'GET' && path === '/v2/orders:by_client_order_id') {
      const id = query.get('client_order_id') ?? '';
      if (Date.now() < this.faults.hiddenUntilMs) throw new ApiError(404, 40_410_000, 'order not found');
      const order = [...account.orders.values()].find((one) => one.client_order_id === id);
      if (!order) throw new ApiError(404, 40_410_000, `order not found for ${id}`);
      return order;
    }
    if (path === '/v2/orders' && method === 'POST') return this.create(account, body);
    if (path === '/v2/orders' && method === 'GET') return this.list(account, query);
    const id = /^\/v2\/orders\/([^/]+)$/.exec(path)?.[1];
    if (id === undefined) throw new ApiError(404, null, 'endpoint not found');
    if (method === 'GET') return account.find(id);
    if (method === 'DELETE') {
      account.askCancel(id);
      // While the venue is closed a cancel waits for it.
      if (this.automatic && account.marketOpen) setTimeout(() => account.end(id, 'canceled'), 5);
      return null;
    }
    if (method === 'PATCH') return this.replace(account, id, body);
    throw new ApiError(405, null, 'method not allowed');
  }

  private create(account: ServerAccount, body: Record<string, unknown>) {
    const order = account.create(body);
    const answer = { ...order };
    if (this.automatic && account.marketOpen) setTimeout(() => this.trade(account, order.id), 5);
    return answer;
  }

  private replace(account: ServerAccount, id: string, body: Record<string, unknown>) {
    const order = account.replace(id, body);
    if (this.faults.refuseReplaced) {
      this.faults.refuseReplaced = false;
      account.settleReplacement(order.id);
      throw new ApiError(422, 42_210_000, 'unable to replace order');
    }
    const answer = { ...order };
    if (this.automatic)
      setTimeout(() => {
        account.settleReplacement(order.id);
        this.trade(account, order.id);
      }, 5);
    return answer;
  }

  /** Acknowledged, and filled whole when the quote lets it. */
  private trade(account: ServerAccount, id: string): void {
    if (!account.marketOpen) return; // It closed meanwhile.
    account.acknowledge(id);
    const order = account.find(id);
    const quote = this.quotes.get(order.symbol);
    if (!quote || !account.marketOpen || order.status !== 'new') return;
    const price = order.side === 'buy' ? quote.ap : quote.bp;
    const limit = order.limit_price === null ? null : Number(order.limit_price);
    const fills = limit === null || (order.side === 'buy' ? limit >= price : limit <= price);
    if (fills) account.fill(id, order.qty, String(price));
    else if (order.time_in_force === 'ioc' || order.time_in_force === 'fok') account.end(id, 'canceled');
  }

  private list(account: ServerAccount, query: URLSearchParams) {
    const after = query.get('after_order_id');
    const all = query.get('status') === 'open' ? account.openOrders() : [...account.orders.values()];
    const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
    return all.slice(from, from + Math.min(Number(query.get('limit') ?? 50), 500));
  }

  private activities(account: ServerAccount, query: URLSearchParams) {
    if (this.faults.hideActivities) return [];
    const [order, after] = [query.get('order_id'), query.get('after')];
    const all = account.activities.filter(
      (one) =>
        (order === null || one.order_id === order) && (after === null || Date.parse(one.transaction_time) > Date.parse(after)),
    );
    return page(all, query);
  }

  private clock({ marketOpen }: ServerAccount) {
    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    return { timestamp: at(0), is_open: marketOpen, next_open: at(12), next_close: at(3) };
  }

  // ---- streams ----

  private acceptStreams(): void {
    const streams = new WebSocketServer({ noServer: true });
    this.http.on('upgrade', (request, socket, head) => {
      const path = request.url ?? '';
      if (path === '/stream') this.streamsAsked += 1;
      const taken =
        path === '/stream' &&
        this.faults.refuseSecondStream &&
        [...this.streams.values()].some((set) => set.size > 0) &&
        this.accounts.size === 1;
      if (taken || (path !== '/stream' && !path.startsWith('/v2/') && !path.startsWith('/v1beta3/crypto/'))) {
        socket.end(`HTTP/1.1 ${taken ? '429 Too Many Requests' : '404 Not Found'}\r\ncontent-length: 0\r\n\r\n`);
        return;
      }
      streams.handleUpgrade(request, socket, head, (ws) =>
        path === '/stream' ? this.orderStream(ws) : this.dataStream(ws, path),
      );
    });
  }

  private orderStream(ws: WebSocket): void {
    let account: ServerAccount | undefined;
    const send = (message: unknown) => ws.send(Buffer.from(JSON.stringify(message))); // Binary, as paper does.
    ws.on('error', () => undefined);
    ws.on('close', () => account && this.streams.get(account)?.delete(ws));
    ws.on('message', (data) => {
      const {
        action,
        data: about,
        key,
        secret,
      } = JSON.parse(textOf(data)) as {
        action: string;
        data?: { key_id?: string; secret_key?: string; streams?: string[] };
        key?: string;
        secret?: string;
      };
      if (action === 'authenticate' || action === 'auth') {
        const found = this.accounts.get(about?.key_id ?? key ?? '');
        const fits = found?.terms.secret_key === (about?.secret_key ?? secret);
        if (fits) account = found;
        send({ stream: 'authorization', data: { status: fits ? 'authorized' : 'unauthorized', action: 'authenticate' } });
      } else if (action === 'listen' && account) {
        const sockets = this.streams.get(account) ?? new Set();
        this.streams.set(account, sockets.add(ws));
        send({ stream: 'listening', data: { streams: about?.streams ?? [] } });
      } else send({ action: 'error', data: { error_message: 'not authorized' } });
    });
  }

  private dataStream(ws: WebSocket, path: string): void {
    const send = (message: unknown) => ws.send(JSON.stringify([message]));
    ws.on('error', () => undefined);
    ws.on('close', () => {
      this.dataStreams.delete(ws);
      this.statusListeners.delete(ws);
    });
    send({ T: 'success', msg: 'connected' });
    ws.on('message', (data) => {
      const { action, key, secret, quotes, statuses } = JSON.parse(textOf(data)) as {
        action: string;
        statuses?: string[];
        key?: string;
        secret?: string;
        quotes?: string[];
      };
      if (action === 'auth') {
        if (this.accounts.get(key ?? '')?.terms.secret_key === secret) return send({ T: 'success', msg: 'authenticated' });
        return send({ T: 'error', code: 402, msg: 'auth failed' });
      }
      if ([...this.dataStreams.values()].includes(path)) return send({ T: 'error', code: 406, msg: 'connection limit exceeded' });
      this.dataStreams.set(ws, path);
      this.statusListeners.set(ws, statuses ?? []);
      send({ T: 'subscription', trades: [], quotes: quotes ?? [], bars: [] });
    });
  }

  private tell(account: ServerAccount, event: ServerEvent): void {
    const { faults } = this;
    if (faults.muteStream) return;
    if (faults.dropEvents > 0) {
      faults.dropEvents -= 1;
      return;
    }
    const nothing = faults.nullEvents > 0;
    if (nothing) faults.nullEvents -= 1;
    const frame = Buffer.from(JSON.stringify({ stream: 'trade_updates', data: nothing ? null : event }));
    for (const socket of this.streams.get(account) ?? [])
      for (let n = 0; n < (faults.doubleEvents ? 3 : 1); n += 1) socket.send(frame);
  }
}

function page<One extends { id: string }>(all: readonly One[], query: URLSearchParams): One[] {
  const token = query.get('page_token');
  const from = token === null ? 0 : all.findIndex(({ id }) => id === token) + 1;
  return all.slice(from, from + Math.min(Number(query.get('page_size') ?? 100), 100));
}

const textOf = (data: RawData) => (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8');

export const PAPER_ACCOUNT: AccountTerms = { key_id: 'PKTEST', secret_key: 'secret-of-the-test', account_number: 'PATEST1' };
