/** One request to a receiver that a person named: resolved, checked, and sent to the very address that was checked. */
import { lookup as resolve } from 'node:dns/promises';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type InsideAllowed, isInside } from './inside.js';
import { orStopped } from './stopped.js';

/** Of one attempt, from the name's resolution to the end of the answer. */
export const ATTEMPT_MS = 10_000;
/** Of the receiver's answer: what is kept for people. */
const ANSWER_BYTES = 1024;

/** It may not be asked: no attempt was made. */
export class ReceiverNotAllowedError extends Error {
  override name = 'ReceiverNotAllowedError';
}

export interface ReceiverAnswer {
  status: number;
  /** Its first kilobyte, as text. */
  text: string;
  /** Of `Retry-After`, in milliseconds from now; null when there is none that can be read. */
  retry_after_ms: number | null;
}

/** The address to connect to. Throws ReceiverNotAllowedError when any address of the name is of the inside and the receiver is not allowed there. */
export async function checkedAddress(host: string, port: number, allowed: InsideAllowed, signal: AbortSignal) {
  const name = host.replace(/^\[|\]$/g, '');
  const family = isIP(name);
  const found =
    family === 0
      ? await orStopped(signal, 'its name was not resolved in time', resolve(name, { all: true }))
      : [{ address: name, family }];
  const inside = found.find(({ address }) => isInside(address));
  if (inside && !allowed.has(name, port))
    throw new ReceiverNotAllowedError(
      `${name} is ${family === 0 ? `at ${inside.address}, ` : ''}an address of the inside: allow it by BREAKWATER_ALERT_INSIDE_HOSTS=${name}:${port}`,
    );
  const [first] = found;
  if (!first) throw new Error(`${name} has no address`);
  return first;
}

/** What is wrong with a URL before anything is resolved; null when nothing is. */
export function urlFault(text: string, allowed: InsideAllowed): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) return 'must be a URL such as https://hooks.example.com/breakwater';
  const port = Number(url.port || (url.protocol === 'http:' ? 80 : 443));
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.username !== '' || url.password !== '') return 'must have no user name and password in it';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowed.has(host, port)))
    return 'must begin with https://; http is for receivers of the inside that BREAKWATER_ALERT_INSIDE_HOSTS names';
  if (isIP(host) !== 0 && isInside(host) && !allowed.has(host, port))
    return `is an address of the inside: allow it by BREAKWATER_ALERT_INSIDE_HOSTS=${host}:${port}`;
  return null;
}

/**
 * POSTs `body`, follows no redirect, and reads a kilobyte of the answer at most. Throws ReceiverNotAllowedError, or what the network or the deadline says;
 * no error names the URL, which may be a secret.
 */
export async function post(
  text: string,
  headers: Record<string, string>,
  body: Buffer,
  allowed: InsideAllowed,
  outer: AbortSignal,
  limitMs = ATTEMPT_MS,
): Promise<ReceiverAnswer> {
  const fault = urlFault(text, allowed);
  if (fault !== null) throw new ReceiverNotAllowedError(`its URL ${fault}`);
  const signal = AbortSignal.any([outer, AbortSignal.timeout(limitMs)]);
  const url = new URL(text);
  const secure = url.protocol === 'https:';
  const port = Number(url.port || (secure ? 443 : 80));
  const checked = await checkedAddress(url.hostname, port, allowed, signal);
  // Whatever the name says by now, this is the address that was checked.
  const lookup: LookupFunction = (_host, options, done) =>
    options.all === true ? done(null, [checked]) : done(null, checked.address, checked.family);
  return new Promise((done, fail) => {
    const request = (secure ? tlsRequest : plainRequest)(url, {
      ...{ method: 'POST', agent: false, lookup, signal, maxHeaderSize: 16_384 },
      headers: { 'content-length': body.length, 'user-agent': 'breakwater', connection: 'close', ...headers },
    });
    request.on('error', (error) => fail(signal.aborted && !outer.aborted ? late(limitMs) : nameless(error)));
    request.on('response', (response) => {
      const { statusCode: status = 0 } = response;
      const retry_after_ms = retryAfter(response.headers['retry-after'], Date.now());
      const parts: Buffer[] = [];
      let bytes = 0;
      const end = () => {
        const answer = Buffer.concat(parts).subarray(0, ANSWER_BYTES).toString('utf8');
        done({ status, text: answer, retry_after_ms });
        request.destroy();
      };
      response.on('data', (part: Buffer) => {
        parts.push(part);
        bytes += part.length;
        if (bytes >= ANSWER_BYTES) end();
      });
      response.on('end', end);
      // The status is there: an answer that breaks off in the middle says enough.
      response.on('error', end);
    });
    request.end(body);
  });
}

const late = (limitMs: number) => new Error(`no answer within ${limitMs / 1000} s`);
const nameless = (error: Error) => new Error((error as NodeJS.ErrnoException).code ?? error.name);

const RETRY_AFTER_MAX_MS = 3_600_000;

/** Seconds or a date of HTTP; an hour at most. */
export function retryAfter(text: string | undefined, nowMs: number): number | null {
  if (text === undefined) return null;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : text.endsWith(' GMT') ? Date.parse(text) - nowMs : Number.NaN;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS) : null;
}
