/** What a message says, in plain text; each channel gives it its form. Pure. */
import type { Message } from '../model/alert-channel.js';

export interface Words {
  /** One line. */
  title: string;
  text: string;
  fields: readonly { name: string; value: string }[];
}

export const TITLE_MAX = 150;
export const TEXT_MAX = 1500;

/** Long text is cut, marked and never refused. No control characters but line feeds, and none of those in one line. */
export function cut(text: string, max: number, lines = false): string {
  // oxlint-disable-next-line no-control-regex -- they are what has to go
  const clean = text.toWellFormed().replaceAll(lines ? /[\u0000-\u0009\u000b-\u001f\u007f]/g : /[\u0000-\u001f\u007f]+/g, ' ');
  return clean.length <= max ? clean : `${clean.slice(0, max - 2).toWellFormed()} …`;
}

const sentence = (type: string): string => {
  const words = type.toLowerCase().replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

export function wordsOf(message: Message): Words {
  const { alert, kind, more } = message;
  const about = [alert.account === null ? null : `account ${alert.account}`, alert.symbol].filter((one) => one !== null);
  const what = `${sentence(alert.alert_type)}${about.length > 0 ? ` (${about.join(', ')})` : ''}`;
  const times = `${more} more like it`;
  const title = {
    alert: `[${alert.severity}] ${what}${more > 0 ? `, and ${times}` : ''}`,
    more: `[${alert.severity}] ${times}: ${what}`,
    escalation: `[ESCALATION] [${alert.severity}] ${what}`,
    acknowledge: `[ACKNOWLEDGED] [${alert.severity}] ${what}`,
    test: '[TEST] Breakwater can reach this channel',
  }[kind];
  const text = {
    alert: alert.message,
    more: `${times}. The last kind of them: ${alert.message}`,
    escalation: `${message.because}. ${alert.message}`,
    acknowledge: `${message.because}. ${alert.message}`,
    test: alert.message,
  }[kind];
  return {
    title: cut(title, TITLE_MAX),
    text: cut(text, TEXT_MAX, true),
    fields: [
      { name: 'Severity', value: alert.severity },
      { name: 'Type', value: alert.alert_type },
      { name: 'Account', value: alert.account ?? 'all' },
      { name: 'Symbol', value: alert.symbol ?? 'none' },
      { name: 'Time', value: new Date(alert.created_at_ms).toISOString() },
      { name: 'Alert id', value: alert.id },
    ],
  };
}

/** Dotted, as receivers of webhooks choose by. */
export function eventTypeOf({ kind, alert }: Message): string {
  if (kind === 'test') return 'test.sent';
  if (alert.alert_type === 'CIRCUIT_BREAKER_TRIPPED') return 'breaker.tripped';
  if (alert.alert_type === 'CIRCUIT_BREAKER_RESET') return 'breaker.reset';
  return kind === 'more' ? 'risk.alert.counted' : kind === 'escalation' ? 'risk.alert.escalated' : 'risk.alert.created';
}

/** The incident that a message opens or ends: the breaker's episode, or the alert by itself. */
export const incidentOf = ({ alert }: Message): string =>
  alert.breaker_id === null ? `alert:${alert.id}` : `breaker:${alert.breaker_id}`;

export const endsIncident = ({ alert }: Message): boolean => alert.alert_type === 'CIRCUIT_BREAKER_RESET';
