import type { RawData } from 'ws';
import { type ClientMessage, clientMessage, CLOSE_CODES } from '#contracts/messages.js';

const MESSAGES_PER_SECOND_MAX = 20;
const MALFORMED_MAX = 5;

export type Input =
  | { kind: 'message'; message: ClientMessage }
  | { kind: 'error'; code: string; message: string }
  | { kind: 'close'; code: number; reason: string };

/** What one socket sends: read, and limited in number. Flooding is more than 20 messages in a second; the sixth malformed one ends it. */
export class SocketInput {
  private secondFromMs = 0;
  private inSecond = 0;
  private malformed = 0;

  take(data: RawData, isBinary: boolean, nowMs: number): Input {
    if (nowMs - this.secondFromMs >= 1000) {
      this.secondFromMs = nowMs;
      this.inSecond = 0;
    }
    this.inSecond += 1;
    if (this.inSecond > MESSAGES_PER_SECOND_MAX) {
      const reason = `more than ${MESSAGES_PER_SECOND_MAX} messages in a second: send only when the choice changes`;
      return { kind: 'close', code: CLOSE_CODES.FLOODING, reason };
    }
    const parsed = isBinary ? 'send text, not binary' : parse((data as Buffer).toString());
    if (typeof parsed !== 'string') return { kind: 'message', message: parsed };
    this.malformed += 1;
    if (this.malformed > MALFORMED_MAX)
      return { kind: 'close', code: CLOSE_CODES.MALFORMED, reason: `message ${MALFORMED_MAX + 1} was not understood either` };
    return { kind: 'error', code: 'MESSAGE_MALFORMED', message: parsed };
  }
}

/** The message, or what is wrong with it. */
function parse(text: string): ClientMessage | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'not JSON; send for example {"type":"SUBSCRIBE","types":["RISK_ALERT"]}';
  }
  const parsed = clientMessage.safeParse(json);
  if (parsed.success) return parsed.data;
  return parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'message'}: ${message}`).join('; ');
}
