/** E-mail over SMTP. A message goes to each recipient by itself, so that one who is refused does not keep it from the others. */
import { createTransport } from 'nodemailer';
import type { Message, EmailSettings } from '#core/model/alert-channel.js';
import { cut, type Words } from '#core/notify/words.js';
import type { Attempted } from '#core/ports/notifier.js';
import type { InsideAllowed } from './inside.js';
import { orStopped } from './stopped.js';
import { checkedAddress, ReceiverNotAllowedError } from './receiver.js';
import type { Worded } from './templates.js';

/** Of all recipients together; who is left over has the next attempt. */
const ATTEMPT_MS = 20_000;
const LATE = `no answer within ${ATTEMPT_MS / 1000} s`;
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000, dnsTimeout: 10_000 };

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
}

export async function sendEmail(worded: Worded, allowed: InsideAllowed, outer: AbortSignal): Promise<Attempted> {
  const settings = worded.channel.settings as EmailSettings;
  const signal = AbortSignal.any([outer, AbortSignal.timeout(ATTEMPT_MS)]);
  let address: string;
  try {
    ({ address } = await checkedAddress(settings.host, settings.port, allowed, signal));
  } catch (error) {
    return failed(error as Error, [], worded.delivered_to);
  }
  const transport = createTransport({
    ...{ host: address, port: settings.port, secure: settings.security === 'tls', requireTLS: settings.security === 'starttls' },
    ...{ ignoreTLS: settings.security === 'none', tls: { servername: settings.host }, ...TIMEOUTS },
    ...(settings.username === null ? {} : { auth: { user: settings.username, pass: worded.secret?.primary ?? '' } }),
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  const close = () => transport.close();
  signal.addEventListener('abort', close, { once: true });
  const delivered = [...worded.delivered_to];
  const faults: { to: string; error: Error }[] = [];
  try {
    for (const to of settings.to.filter((one) => !delivered.includes(one))) {
      try {
        if (signal.aborted) throw new Error(LATE);
        await orStopped(signal, LATE, transport.sendMail(mailOf(worded, settings, to)));
        delivered.push(to);
      } catch (error) {
        faults.push({ to, error: error as Error });
      }
    }
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
  const [first] = faults;
  if (!first) return { outcome: 'delivered', status: 250, detail: `taken for ${delivered.join(', ')}` };
  // What passes decides: whoever was refused for good is refused again the next time.
  const { to, error } = faults.find((fault) => isPassing(fault.error)) ?? first;
  return failed(error, [to], delivered);
}

/** The server said 4xx, or 503 (which is of its own state), or said nothing. A wrong password does not pass. */
function isPassing(error: SmtpError): boolean {
  if (error instanceof ReceiverNotAllowedError || error.code === 'EAUTH' || error.code === 'ENOAUTH') return false;
  const { responseCode } = error;
  return responseCode === undefined || responseCode === 503 || (responseCode >= 400 && responseCode < 500);
}

function failed(error: SmtpError, to: string[], delivered_to: readonly string[]): Attempted {
  const detail = cut(`${to.length > 0 ? `${to.join(', ')}: ` : ''}${error.message}`, 200);
  const status = error.responseCode ?? null;
  if (isPassing(error)) return { outcome: 'retry', status, detail, after_ms: null, delivered_to };
  const channel_fault = error instanceof ReceiverNotAllowedError || error.code === 'EAUTH' || error.code === 'ENOAUTH';
  return { outcome: 'final', status, detail, channel_fault, gone: false, delivered_to };
}

function mailOf({ message, acknowledge_url, words }: Worded, { from, host }: EmailSettings, to: string) {
  return {
    ...{ from, to, subject: words.title, text: textOf(words, acknowledge_url), html: htmlOf(words, acknowledge_url) },
    messageId: `<${messageIdOf(message, to)}@${host}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Breakwater-Alert': message.alert_id },
  };
}

/** The same on every attempt: a mail program shows a double once. */
const messageIdOf = ({ id }: Message, to: string) => `${id}.${to}`.replaceAll(/[^A-Za-z0-9.-]/g, '_');

function textOf({ text, fields }: Words, link: string | null): string {
  const lines = [text, '', ...fields.map(({ name, value }) => `${name}: ${value}`)];
  return [...lines, ...(link === null ? [] : ['', `Acknowledge: ${link}`]), ''].join('\n');
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function htmlOf({ title, text, fields }: Words, link: string | null): string {
  const rows = fields.map(({ name, value }) => `<tr><td>${escaped(name)}</td><td>${escaped(value)}</td></tr>`).join('');
  const button = link === null ? '' : `<p><a href="${escaped(link)}">Acknowledge</a></p>`;
  return `<h2>${escaped(title)}</h2><p style="white-space: pre-line">${escaped(text)}</p><table>${rows}</table>${button}`;
}
