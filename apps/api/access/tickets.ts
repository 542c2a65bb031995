import { Injectable } from '@nestjs/common';
import { newSessionToken, sessionName } from '#core/access/session.js';
import type { Principal } from '#core/access/principal.js';
import { SessionStore } from '#core/ports/session-store.js';
import { AccessControl } from './access-control.js';

const LIFE_MS = 30_000;

/** A ticket opens one socket, once, within 30 s, on any API: for programs that cannot set a header at the handshake. */
@Injectable()
export class Tickets {
  constructor(
    private readonly store: SessionStore,
    private readonly access: AccessControl,
  ) {}

  async give({ id, session }: Principal): Promise<{ ticket: string; expires_in_seconds: number }> {
    const ticket = newSessionToken();
    await this.store.putOnce(`ticket:${sessionName(ticket)}`, JSON.stringify({ id, session }), LIFE_MS);
    return { ticket, expires_in_seconds: LIFE_MS / 1000 };
  }

  /** Who it was given to, as they are now; null when it was used, is too old or never was. */
  async take(ticket: string): Promise<Principal | null> {
    const text = await this.store.takeOnce(`ticket:${sessionName(ticket)}`);
    if (text === null) return null;
    return this.access.callerNow(JSON.parse(text) as Pick<Principal, 'id' | 'session'>);
  }
}
