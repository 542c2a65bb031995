/** Messages in a firm's own words: templates of Liquid (https://liquidjs.com), without files, bounded in size, time and memory. */
import { Liquid } from 'liquidjs';
import { type Message, MESSAGE_KINDS, type MessageTemplates } from '#core/model/alert-channel.js';
import { cut, TEXT_MAX, TITLE_MAX, type Words, wordsOf } from '#core/notify/words.js';
import type { Addressed } from '#core/ports/notifier.js';

/** What is sent, in the words that it is sent in. */
export interface Worded extends Addressed {
  words: Words;
}

/** `templates`: none can be included, so that no file is read. A name or a filter that is not known is a fault, told before a template is saved. */
const liquid = new Liquid({
  ...{ templates: {}, dynamicPartials: false, strictVariables: true, strictFilters: true, ownPropertyOnly: true },
  ...{ timezoneOffset: 0, parseLimit: 5000, renderLimit: 100, memoryLimit: 100_000 },
});

/** What a template can name. `title` and `text` are the words as shipped. */
function valuesOf(message: Message, { title, text }: Words): object {
  const { alert, kind, more, because, route } = message;
  const { alert_type: type, severity, account, symbol, order_id, decision_id, breaker_id } = alert;
  return {
    ...{ title, text, kind, route, type, severity, account, symbol, message: alert.message, more, because },
    ...{ alert_id: message.alert_id, order_id, decision_id, breaker_id, time: new Date(alert.created_at_ms).toISOString() },
  };
}

/** The words of a message: the channel's own, and the shipped ones where a template is not set, or comes to nothing. */
export function wordsBy({ title, text }: MessageTemplates, message: Message): Words {
  const shipped = wordsOf(message);
  if (title === null && text === null) return shipped;
  const values = valuesOf(message, shipped);
  return {
    title: cut(rendered(title, values) ?? shipped.title, TITLE_MAX),
    text: cut(rendered(text, values) ?? shipped.text, TEXT_MAX, true),
    fields: shipped.fields,
  };
}

/** Null: not set, came to nothing, or failed; an alert goes out all the same. */
function rendered(template: string | null, values: object): string | null {
  if (template === null) return null;
  try {
    const text = String(liquid.parseAndRenderSync(template, values)).trim();
    return text === '' ? null : text;
  } catch {
    return null;
  }
}

/** What is wrong with a template, in words, found by rendering each kind of message; null when nothing is. */
export function templateFault(template: string): string | null {
  for (const message of SAMPLES) {
    try {
      liquid.parseAndRenderSync(template, valuesOf(message, wordsOf(message)));
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      return `is no template that can be filled in: ${cut(said, 200)}. It can name ${NAMES}`;
    }
  }
  return null;
}

const about = { order_id: 'ord_1', decision_id: 'dec_1', breaker_id: 1, account: 'default', symbol: 'AAPL' };
const alert = {
  ...{ id: '1-0', alert_type: 'ORDER_REJECTED' as const, severity: 'WARNING' as const, message: 'Order size exceeds limit' },
  ...{ created_at_ms: 0, count: 1, last_at_ms: 0 },
};
const nothing = { order_id: null, decision_id: null, breaker_id: null, account: null, symbol: null };
/** Each kind, once about an order and once about the whole firm: what stands in a condition is tried too. */
const SAMPLES: readonly Message[] = MESSAGE_KINDS.flatMap((kind) =>
  [about, nothing].map((whose) => ({
    ...{ id: '1-0:chn_a', alert_id: '1-0', channel_id: 'chn_a', kind, route: 'desk', alert: { ...alert, ...whose } },
    ...{ more: kind === 'more' ? 2 : 0, because: kind === 'alert' ? '' : 'Nobody has acknowledged this within 5 minutes' },
    ...{ escalate_after_minutes: null, escalate_to: null, due_ms: 0, created_at_ms: 0 },
  })),
);
const NAMES = SAMPLES.slice(0, 1)
  .flatMap((message) => Object.keys(valuesOf(message, wordsOf(message))))
  .join(', ');
