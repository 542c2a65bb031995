import { Secret, TOTP } from 'otpauth';
import { Codes } from '#core/ports/sign-in.js';

const PERIOD_S = 30;
const SECRET_BYTES = 20;
/** One step before and after: a clock that is off by half a minute, and a person who types. */
const WINDOW = 1;

const totp = (secret: string, label = '') =>
  new TOTP({ issuer: 'Breakwater', label, secret: Secret.fromBase32(secret), digits: 6, period: PERIOD_S });

export class OtpCodes extends Codes {
  override newSecret(): string {
    return new Secret({ size: SECRET_BYTES }).base32;
  }

  override uri(name: string, secret: string): string {
    return totp(secret, name).toString();
  }

  override stepOf(secret: string, code: string, nowMs: number): number | null {
    if (!/^\d{6}$/.test(code)) return null;
    const off = totp(secret).validate({ token: code, timestamp: nowMs, window: WINDOW });
    return off === null ? null : Math.floor(nowMs / 1000 / PERIOD_S) + off;
  }
}
