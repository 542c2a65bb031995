import type { SessionTerms } from '../gate/sessions.js';
import { type Gate, StateUnavailableError } from '../ports/gate.js';
import { newIds } from './ids.js';

/** Order sessions: whoever opens one is heard, or its open orders are canceled. */
export class OrderSessions {
  constructor(private readonly gate: Gate) {}

  async open(terms: Omit<SessionTerms, 'session_id'>): Promise<SessionTerms> {
    const session_id = newIds().order_id.replace('ord_', 'ses_');
    const answer = await this.gate.ask({ kind: 'open_session', session: { ...terms, session_id } });
    if (answer.kind === 'unavailable') throw new StateUnavailableError(answer.code, answer.message);
    return answer.session;
  }

  /** Null: it has ended, never was, or is somebody else's. */
  async hear(session_id: string, principal: string): Promise<SessionTerms | null> {
    const answer = await this.gate.ask({ kind: 'hear_session', session_id, principal });
    return answer.kind === 'session' ? answer.session : null;
  }

  /** Its socket has closed: it has its grace left. False: as above. */
  async leave(session_id: string, principal: string): Promise<boolean> {
    const answer = await this.gate.ask({ kind: 'hear_session', session_id, principal, left: true });
    return answer.kind === 'session';
  }

  /** How many of its orders are being canceled; null as above. */
  async close(session_id: string, principal: string, cancel: boolean): Promise<number | null> {
    const answer = await this.gate.ask({ kind: 'close_session', session_id, principal, cancel });
    return answer.kind === 'closed' ? answer.orders : null;
  }
}
