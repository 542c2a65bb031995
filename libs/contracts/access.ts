/** Signing in, users, roles, keys and sessions. */
import { z } from 'zod';
import { accountId, ticker } from './order.js';

export const ROLE_NAMES = ['viewer', 'trader', 'risk_officer', 'approver', 'operator', 'auditor', 'admin'] as const;
export const SCOPE_NAMES = [
  ...(['orders:write', 'orders:cancel', 'read', 'stream', 'trip'] as const),
  ...(['changes:propose', 'metrics', 'audit:read'] as const),
] as const;

const label = z.string().max(80).trim().min(1);
const accounts = z.array(accountId).min(1).max(100);
const network = z.union([z.cidrv4(), z.cidrv6()], 'must be a network such as 10.0.0.0/8');
const seconds = (max: number) => z.number().int().min(0).max(max);
const DAY_S = 86_400;

export const keyId = z.string().regex(/^[0-9A-Za-z]{12}$/, 'must be the id of a key: 12 letters and digits');
export const userId = z.string().regex(/^[0-9a-z]{12}$/, 'must be the id of a user: 12 letters and digits');
export const userName = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._@ -]{0,63}$/u,
    'must be 1 to 64 letters, digits, spaces and . _ @ -, beginning with a letter or a digit',
  );

/** What a key may do. What is left out is not bounded by the key: its owner's roles bound it always. */
export const keyBody = z
  .strictObject({
    label,
    owner: userId.optional().meta({ description: 'The person behind it; yourself when left out' }),
    scopes: z.array(z.enum(SCOPE_NAMES)).min(1).max(SCOPE_NAMES.length),
    accounts: accounts.optional(),
    strategies: z.array(label).min(1).max(100).optional(),
    symbols: z.array(ticker).min(1).max(500).optional(),
    networks: z.array(network).min(1).max(50).optional(),
    orders_per_second: z.number().int().min(1).max(1_000_000).optional(),
    expires_in_days: z.number().int().min(1).max(365).default(90),
  })
  .meta({ id: 'NewKey' });

export const rotateBody = z
  .strictObject({
    overlap_seconds: seconds(7 * DAY_S)
      .default(DAY_S)
      .meta({ description: 'How long the old secret still holds' }),
  })
  .meta({ id: 'KeyRotation' });

export const grant = z.strictObject({
  role: z.enum(ROLE_NAMES),
  accounts: accounts.nullable().default(null).meta({ description: 'null is all accounts' }),
});
export const userBody = z.strictObject({ name: userName, roles: z.array(grant).min(1).max(7) }).meta({ id: 'NewUser' });
export const rolesBody = z.strictObject({ roles: z.array(grant).max(7) }).meta({ id: 'RolesChange' });

export const password = z.string().min(1).max(128);
export const code = z.string().max(40).trim().min(6);
export const signInBody = z.strictObject({ name: z.string().min(1).max(64), password, code }).meta({ id: 'SignIn' });
export const confirmBody = z.strictObject({ password, code }).meta({ id: 'Confirmation' });
export const linkToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be the part of the link behind #');
export const linkBody = z.strictObject({ token: linkToken }).meta({ id: 'LinkOpening' });
export const setUpBody = z
  .strictObject({ token: linkToken, name: userName.optional(), password, code: code.optional() })
  .meta({ id: 'SettingUp' });
export const passwordBody = z.strictObject({ password }).meta({ id: 'PasswordChange' });
export const totpBody = z.strictObject({ code }).meta({ id: 'NewTotp' });
export const sessionName = z.string().regex(/^[0-9a-f]{64}$/, 'must be the id of a session');

export const passkeyId = z.string().regex(/^[A-Za-z0-9_-]{1,500}$/, 'must be the id of a passkey');
/** As the browser gives it: checked by the library that knows its form. */
const fromBrowser = z.looseObject({ id: passkeyId, type: z.literal('public-key'), response: z.looseObject({}) });
export const newPasskeyBody = z.strictObject({ label, response: fromBrowser }).meta({ id: 'NewPasskey' });
export const passkeySignInBody = z
  .strictObject({ attempt: z.string().regex(/^[A-Za-z0-9_-]{22}$/), response: fromBrowser })
  .meta({ id: 'PasskeySignIn' });
/** Why a sign-in by the firm's provider came to nothing. */
export const PROVIDER_FAULTS = [
  ...(['SIGN_IN_FAILED', 'ROLE_MISSING', 'PROVIDER_UNAVAILABLE'] as const),
  ...(['STATE_UNAVAILABLE', 'HISTORY_UNAVAILABLE'] as const),
] as const;

export const providerQuery = z.strictObject({
  to: z
    .string()
    .regex(/^\/[a-z][a-z0-9/_-]*$/i, 'must be a page of these screens, such as /limits')
    .max(100)
    .default('/trading')
    .meta({ description: 'The page to come back to' }),
  fresh: z
    .stringbool()
    .meta({ override: { type: 'boolean' } })
    .default(false),
});

const time = z.iso.datetime();

export const keyAnswer = z
  .object({
    key_id: z.string(),
    owner: z.string(),
    label: z.string(),
    scopes: z.array(z.string()),
    accounts: z.array(z.string()).nullable(),
    strategies: z.array(z.string()).nullable(),
    symbols: z.array(z.string()).nullable(),
    networks: z.array(z.string()).nullable(),
    orders_per_second: z.int().nullable(),
    created_at: time,
    created_by: z.string(),
    expires_at: time,
    revoked_at: time.nullable(),
    last_used_at: time.nullable(),
    last_used_ending: z.string().nullable().meta({ description: 'The last characters of the secret that was used last' }),
    secrets: z.array(z.object({ ending: z.string(), created_at: time, expires_at: time.nullable() })),
  })
  .meta({ id: 'Key' });
export const keysAnswer = z.object({ keys: z.array(keyAnswer), next_cursor: z.null() }).meta({ id: 'Keys' });
export const newKeyAnswer = z
  .object({
    key_id: z.string(),
    key: z.string().meta({ description: 'Shown this once: nothing of it is kept but a hash' }),
    expires_at: time,
  })
  .meta({ id: 'ShownKey' });
export const revokedAnswer = z.object({ key_id: z.string(), revoked: z.literal(true) }).meta({ id: 'Revoked' });

export const grantAnswer = z.object({ role: z.string(), accounts: z.array(z.string()).nullable() }).meta({ id: 'Grant' });
export const userAnswer = z
  .object({
    user_id: z.string(),
    name: z.string(),
    roles: z.array(grantAnswer),
    disabled: z.boolean(),
    created_at: time,
    created_by: z.string(),
    has_password: z.boolean(),
    has_totp: z.boolean(),
    passkeys: z.int(),
  })
  .meta({ id: 'User' });
export const usersAnswer = z.object({ users: z.array(userAnswer), next_cursor: z.null() }).meta({ id: 'Users' });
export const linkAnswer = z
  .object({
    user_id: z.string().nullable(),
    link: z.string().meta({ description: 'Opens once, within 30 minutes' }),
    expires_at: time,
  })
  .meta({ id: 'OneTimeLink' });

export const meAnswer = z
  .object({
    auth: z.enum(['off', 'local', 'oidc']),
    principal: z.string(),
    user_id: z.string().nullable(),
    name: z.string(),
    roles: z.array(grantAnswer),
    needs: z.array(z.string()).meta({ description: 'What this caller may do, as the routes name it' }),
    strength: z.string(),
    proven_at: time.nullable().meta({ description: 'When the person last proved who they are' }),
    alone: z.boolean().meta({ description: 'There is one user, who may hold all roles' }),
  })
  .meta({ id: 'Me' });
export const waysAnswer = z
  .object({ auth: z.enum(['off', 'local', 'oidc']), provider: z.boolean(), passkeys: z.boolean(), first_run: z.boolean() })
  .meta({ id: 'WaysToSignIn' });
export const signedInAnswer = z
  .object({ user_id: z.string(), name: z.string(), recovery_codes_left: z.int() })
  .meta({ id: 'SignedIn' });
export const doneAnswer = z.object({ done: z.literal(true) }).meta({ id: 'Done' });
export const sessionAnswer = z
  .object({
    session_id: z.string(),
    current: z.boolean(),
    started_at: time,
    seen_at: time,
    strength: z.string(),
    address: z.string(),
    agent: z.string(),
  })
  .meta({ id: 'Session' });
export const sessionsAnswer = z.object({ sessions: z.array(sessionAnswer), next_cursor: z.null() }).meta({ id: 'Sessions' });
export const endedAnswer = z.object({ ended: z.int() }).meta({ id: 'Ended' });
export const setUpAnswer = z
  .object({
    kind: z.enum(['bootstrap', 'invite', 'reset']),
    name: z.string().nullable(),
    totp_uri: z.string().nullable().meta({ description: 'For an authenticator; null when the second factor stays as it is' }),
    totp_secret: z.string().nullable(),
  })
  .meta({ id: 'SetUp' });
export const setAnswer = z.object({ name: z.string(), recovery_codes: z.array(z.string()) }).meta({ id: 'SetUpDone' });
export const ticketAnswer = z.object({ ticket: z.string(), expires_in_seconds: z.int() }).meta({ id: 'Ticket' });

export const optionsAnswer = z
  .object({ attempt: z.string().nullable(), options: z.looseObject({}).meta({ description: 'For navigator.credentials' }) })
  .meta({ id: 'Options' });
export const passkeysAnswer = z
  .object({
    passkeys: z.array(z.object({ passkey_id: z.string(), label: z.string(), created_at: time, used_at: time.nullable() })),
    next_cursor: z.null(),
  })
  .meta({ id: 'Passkeys' });
export type PasskeysAnswer = z.output<typeof passkeysAnswer>;
export type OptionsAnswer = z.output<typeof optionsAnswer>;

export type KeyAnswer = z.output<typeof keyAnswer>;
export type KeysAnswer = z.output<typeof keysAnswer>;
export type NewKeyAnswer = z.output<typeof newKeyAnswer>;
export type UserAnswer = z.output<typeof userAnswer>;
export type UsersAnswer = z.output<typeof usersAnswer>;
export type LinkAnswer = z.output<typeof linkAnswer>;
export type MeAnswer = z.output<typeof meAnswer>;
export type WaysAnswer = z.output<typeof waysAnswer>;
export type SignedInAnswer = z.output<typeof signedInAnswer>;
export type SessionsAnswer = z.output<typeof sessionsAnswer>;
export type SetUpAnswer = z.output<typeof setUpAnswer>;
export type SetAnswer = z.output<typeof setAnswer>;
export type TicketAnswer = z.output<typeof ticketAnswer>;
