import { type MessageKey, messageKey } from '#core/events/message-id.js';
import type { LiveMessage } from '#core/events/live-message.js';
import type { ServerMessage } from '#contracts/messages.js';

const TEXT_FRAME = 0x81;

/** One unmasked text frame (RFC 6455, 5.2), whole: built once, written to any number of sockets. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = Buffer.allocUnsafe(2 + extra + length);
  frame[0] = TEXT_FRAME;
  frame[1] = extra === 0 ? length : extra === 2 ? 126 : 127;
  if (extra === 2) frame.writeUInt16BE(length, 2);
  if (extra === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.write(text, 2 + extra);
  return frame;
}

/** A live message on its way to sockets; serialised when the first one wants it. */
export class Outgoing {
  readonly key: MessageKey;
  private made: Buffer | undefined;

  constructor(readonly message: LiveMessage) {
    this.key = messageKey(message.id);
  }

  get frame(): Buffer {
    this.made ??= messageFrame(this.message);
    return this.made;
  }
}

/** A message that is not of the log: SNAPSHOT, RESUMED, ORDER_SESSION, ERROR. */
export interface OwnMessage {
  type: Exclude<ServerMessage['type'], LiveMessage['type']>;
  data: object;
  id: string;
}

export function ownFrame({ type, data, id }: OwnMessage): Buffer {
  return messageFrame({ type, data, at_ms: Date.now(), id, account: null, ref: null });
}

function messageFrame(message: Omit<LiveMessage, 'type'> & { type: ServerMessage['type'] }): Buffer {
  const { type, data, at_ms, id, account, ref } = message;
  return textFrame(JSON.stringify({ type, data, timestamp: Math.floor(at_ms / 1000), id, account, ref }));
}
