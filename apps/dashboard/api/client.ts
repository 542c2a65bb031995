import type { Problem } from '#contracts/problem.js';

const LIMIT_MS = 10_000;

/** The API said no, with the reason as it gave it. */
export class RefusedError extends Error {
  override name = 'RefusedError';
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** No answer came: whether the request was carried out is not known. */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError';
}

type Query = Record<string, string | number | boolean | undefined>;

/** `/api/orders` and `{symbol: 'AAPL', side: undefined}` to `/api/orders?symbol=AAPL`. */
export function addressOf(path: string, query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/** One request. The caller names what the answer is, by a type of libs/contracts. Throws RefusedError, NoAnswerError. */
export async function call<Answer>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  limitMs = LIMIT_MS,
): Promise<Answer> {
  const limit = AbortSignal.timeout(limitMs);
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new NoAnswerError(limit.aborted ? `no answer within ${limitMs / 1000} s` : 'Breakwater cannot be reached');
  }
  const answer = parsed(text);
  if (response.ok && answer !== undefined) return answer as Answer;
  if (isProblem(answer)) throw refused(answer);
  throw new NoAnswerError(`an answer that is not understood came (status ${response.status})`);
}

/** An event of the window: something needs a sign-in of the last five minutes. */
export const SIGN_IN_AGAIN = 'breakwater:sign-in-again';
const OPEN_PAGES = ['/sign-in', '/setup', '/acknowledge'];

function refused(problem: Problem): RefusedError {
  if (problem.code === 'SIGN_IN_REQUIRED' && !OPEN_PAGES.includes(location.pathname))
    location.assign(`/sign-in#${location.pathname}`);
  if (problem.code === 'SIGN_IN_AGAIN') dispatchEvent(new Event(SIGN_IN_AGAIN));
  return new RefusedError(problem);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isProblem(answer: unknown): answer is Problem {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'detail' in answer;
}

/** What to show a person for whatever was thrown. */
export function wordsFor(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
