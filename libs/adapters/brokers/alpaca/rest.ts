import { z } from 'zod';
import { pause } from '#core/pause.js';
import { BrokerUnavailableError } from '#core/ports/broker.js';
import type { RequestBucket, Urgency } from './bucket.js';
import { alpacaProblem } from './schemas.js';

/** Longest answer that is read. */
const BYTES_MAX = 16_000_000;
const MESSAGE_MAX = 300;
const READ_TRIES = 3;

/** Alpaca said no, and will say so again: the order, the key or the request is not as it wants it. */
export class AlpacaRefusedError extends Error {
  override name = 'AlpacaRefusedError';
  constructor(
    readonly status: number,
    readonly code: number | null,
    message: string,
    /** What a 403 says besides: `available`, `held_for_orders`, `related_orders`. */
    readonly details: Record<string, unknown>,
  ) {
    super(message);
  }

  get keysRefused(): boolean {
    return this.status === 401;
  }
}

/** An answer that is none of Alpaca's API: HTML, a redirect, a missing field. Says nothing about whether Alpaca acted. */
export class AlpacaAnswerError extends BrokerUnavailableError {
  override name = 'AlpacaAnswerError';
}

export interface RestTerms {
  tradingUrl: string;
  dataUrl: string;
  key_id: string;
  secret_key: string;
  bucket: RequestBucket;
  /** Of one request, milliseconds. */
  deadlineMs: number;
  /** Called with each answer that is not a success, and with each of a write: Alpaca cannot find a call without its request id. */
  heard?: (about: { method: string; path: string; status: number; done: boolean; request_id: string | null }) => void;
}

interface Asked {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  urgency: Urgency;
  body?: unknown;
  data?: boolean;
}

/** The calls of Alpaca's REST API: keys, deadline, rate and errors. A write is never repeated here. */
export class AlpacaRest {
  constructor(private readonly terms: RestTerms) {}

  /** Repeats what failed by the way (not what was refused). Throws AlpacaRefusedError and BrokerUnavailableError. */
  async get<S extends z.ZodType>(
    path: string,
    schema: S,
    urgency: Urgency,
    where: 'trading' | 'data' = 'trading',
  ): Promise<z.infer<S>> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.ask({ method: 'GET', path, urgency, data: where === 'data' }, schema);
      } catch (error) {
        if (!(error instanceof BrokerUnavailableError) || error instanceof AlpacaAnswerError || tries >= READ_TRIES) throw error;
        await pause(200 * tries, AbortSignal.timeout(this.terms.deadlineMs));
      }
    }
  }

  post<S extends z.ZodType>(path: string, body: unknown, schema: S, urgency: Urgency = 'order'): Promise<z.infer<S>> {
    return this.ask({ method: 'POST', path, urgency, body }, schema);
  }

  patch<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.infer<S>> {
    return this.ask({ method: 'PATCH', path, urgency: 'order', body }, schema);
  }

  /** A request to cancel; what became of it follows as an event. */
  async delete(path: string): Promise<void> {
    await this.ask({ method: 'DELETE', path, urgency: 'cancel' }, z.unknown());
  }

  private async ask<S extends z.ZodType>(asked: Asked, schema: S): Promise<z.infer<S>> {
    const { method, path, urgency, body, data } = asked;
    const { bucket, deadlineMs, key_id, secret_key, tradingUrl, dataUrl } = this.terms;
    const may = bucket.take(urgency);
    if (!may.taken)
      throw new BrokerUnavailableError(
        `Alpaca's rate limit is used up; the next ${method} may go in ${Math.ceil(may.retry_ms)} ms`,
      );
    const what = `${method} ${path.split('?')[0] ?? path}`;
    let response: Response;
    let text: string;
    try {
      response = await fetch((data ? dataUrl : tradingUrl) + path, {
        method,
        redirect: 'manual', // Our keys would follow to another host.
        signal: AbortSignal.timeout(deadlineMs),
        headers: {
          'APCA-API-KEY-ID': key_id,
          'APCA-API-SECRET-KEY': secret_key,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      this.hear(response, asked);
      text = await readBounded(response, what);
    } catch (error) {
      if (error instanceof BrokerUnavailableError) throw error;
      throw new BrokerUnavailableError(`${what}: Alpaca does not answer (${reasonOf(error)})`);
    }
    if (!response.ok) throw refusalOf(what, response, text);
    if (response.status === 204) return schema.parse(null);
    const parsed = schema.safeParse(jsonOf(what, text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new AlpacaAnswerError(`${what}: Alpaca's answer does not fit: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
  }

  private hear(response: Response, { method, path }: Asked): void {
    const number = (name: string) => {
      const text = response.headers.get(name);
      return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
    };
    const reset = number('x-ratelimit-reset');
    const retry = number('retry-after');
    this.terms.bucket.heard({
      limit: number('x-ratelimit-limit'),
      remaining: number('x-ratelimit-remaining'),
      reset_ms: reset === null ? null : reset * 1000,
      waitMs: response.status === 429 ? (retry ?? 1) * 1000 : null,
    });
    if (!response.ok || method !== 'GET')
      this.terms.heard?.({
        ...{ method, path: path.split('?')[0] ?? path, status: response.status, done: response.ok },
        request_id: response.headers.get('x-request-id'),
      });
  }
}

async function readBounded(response: Response, what: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > BYTES_MAX) throw new AlpacaAnswerError(`${what}: Alpaca's answer is longer than ${BYTES_MAX} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function jsonOf(what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AlpacaAnswerError(
      `${what}: the answer is no JSON ("${text.slice(0, 60).replaceAll(/\s+/g, ' ')}"); is ALPACA_TRADING_URL right?`,
    );
  }
}

function refusalOf(what: string, { status, headers }: Response, text: string): Error {
  if (status >= 300 && status < 400)
    return new AlpacaAnswerError(
      `${what}: answered with a redirect to ${headers.get('location') ?? 'nowhere'}, which is not followed`,
    );
  if (status === 429) return new BrokerUnavailableError(`${what}: Alpaca's rate limit is used up (429)`);
  if (status >= 500) return new BrokerUnavailableError(`${what}: Alpaca answered ${status}`);
  let problem: z.infer<typeof alpacaProblem> = {};
  try {
    problem = alpacaProblem.parse(JSON.parse(text));
  } catch {
    // A proxy in between answers in its own words; the status says enough.
  }
  const { code = null, message, ...details } = problem;
  const said = (message ?? text).slice(0, MESSAGE_MAX);
  const words =
    status === 401
      ? 'Alpaca refuses the keys: are they those of this host (paper or live)?'
      : said || `Alpaca answered ${status}`;
  return new AlpacaRefusedError(status, code, words, details);
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time';
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? cause.message || cause.name : error instanceof Error ? error.message : String(error);
}
