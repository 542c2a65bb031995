import type { Attempted } from '#core/ports/notifier.js';
import { type ReceiverAnswer, ReceiverNotAllowedError } from './receiver.js';

/** Only these of the 4xx may be well later. */
const PASSING = new Set([408, 425, 429]);
/** What says that the channel is wrong, not the message. */
const CHANNEL = new Set([401, 403, 404, 405, 410]);

/** Runs one attempt over HTTP. 2xx is delivered; 408, 425, 429, 5xx and the network are tried again; redirects and every other 4xx are final. */
export async function httpAttempt(send: () => Promise<ReceiverAnswer>, words: (text: string) => string): Promise<Attempted> {
  let answer: ReceiverAnswer;
  try {
    answer = await send();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    if (error instanceof ReceiverNotAllowedError)
      return { outcome: 'final', status: null, detail, channel_fault: true, gone: false, delivered_to: [] };
    return { outcome: 'retry', status: null, detail, after_ms: null, delivered_to: [] };
  }
  const { status, text, retry_after_ms } = answer;
  if (status >= 200 && status < 300) return { outcome: 'delivered', status, detail: words(text) };
  if (status >= 300 && status < 400) {
    const detail = `it answered with a redirect (${status}), which is not followed: name the address that it leads to`;
    return { outcome: 'final', status, detail, channel_fault: true, gone: false, delivered_to: [] };
  }
  if (PASSING.has(status) || status >= 500 || status < 200)
    return { outcome: 'retry', status, detail: words(text), after_ms: retry_after_ms, delivered_to: [] };
  return {
    outcome: 'final',
    status,
    detail: words(text),
    channel_fault: CHANNEL.has(status),
    gone: status === 410,
    delivered_to: [],
  };
}
