import type { Seal } from '../access/seal.js';
import type { AlertMessages } from '../ports/alert-store.js';
import type { Attempted, Notifier } from '../ports/notifier.js';
import { acknowledgeToken, acknowledgeUrl } from './acknowledge-link.js';
import { openSecret, SecretUnreadableError } from './secrets.js';

/** Another message of the same incident is on its way: this one asks again after it. */
const WAIT_MS = 2000;

export type Delivered =
  | { outcome: 'delivered' | 'dropped' }
  | { outcome: 'retry'; detail: string; after_ms: number | null }
  | { outcome: 'final'; detail: string };

export interface DeliveryObserver {
  attempted(kind: string, outcome: Attempted['outcome']): void;
}

/** What the workflow of a message does in the world: one attempt, giving up, escalating. */
export class DeliverMessage {
  constructor(
    private readonly messages: AlertMessages,
    private readonly notifier: Notifier,
    private readonly seal: Seal | null,
    /** As people reach this installation in a browser; null: messages have no link. */
    private readonly origin: string | null,
    private readonly observer: DeliveryObserver,
  ) {}

  /** One attempt: its row is there before anything is sent, and says `unknown` for ever if this process dies before it says more. */
  async attempt(messageId: string, attempt: number, signal: AbortSignal): Promise<Delivered> {
    const found = await this.messages.begin(messageId, attempt, Date.now());
    if (found === null) return { outcome: 'dropped' };
    if (found === 'wait')
      return { outcome: 'retry', detail: 'an earlier message of this incident goes first', after_ms: WAIT_MS };
    const { message, channel, sealed, delivered_to } = found;
    let attempted: Attempted;
    try {
      const secret = openSecret(this.seal, channel.id, sealed);
      const acknowledge_url = this.linkOf(message.kind === 'test' ? null : message);
      attempted = await this.notifier.attempt({ channel, secret, message, delivered_to, acknowledge_url }, signal);
    } catch (error) {
      if (!(error instanceof SecretUnreadableError)) throw error;
      attempted = { outcome: 'final', status: null, detail: error.message, channel_fault: true, gone: false, delivered_to };
    }
    await this.messages.ended(messageId, attempt, attempted, Date.now());
    this.observer.attempted(channel.settings.kind, attempted.outcome);
    const { detail } = attempted;
    switch (attempted.outcome) {
      case 'delivered':
        return { outcome: 'delivered' };
      case 'retry':
        return { outcome: 'retry', detail, after_ms: attempted.after_ms };
      case 'final':
        return { outcome: 'final', detail };
      default:
        return attempted satisfies never;
    }
  }

  async giveUp(messageId: string, reason: string): Promise<boolean> {
    return (await this.messages.giveUp(messageId, reason, Date.now())).escalated;
  }

  escalate(messageId: string): Promise<boolean> {
    return this.messages.escalateUnacknowledged(messageId, Date.now());
  }

  private linkOf(claim: { alert_id: string; channel_id: string } | null): string | null {
    if (claim === null || this.seal === null || this.origin === null) return null;
    return acknowledgeUrl(this.origin, acknowledgeToken(this.seal, claim, Date.now()));
  }
}
