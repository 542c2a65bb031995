/** Routes of signing in, users and keys. */
import type { z } from 'zod';
import type {
  confirmBody,
  KeysAnswer,
  keyBody,
  LinkAnswer,
  MeAnswer,
  NewKeyAnswer,
  OptionsAnswer,
  PasskeysAnswer,
  rolesBody,
  SessionsAnswer,
  SetAnswer,
  SetUpAnswer,
  setUpBody,
  SignedInAnswer,
  signInBody,
  userBody,
  UsersAnswer,
  WaysAnswer,
} from '#contracts/access.js';
import { call } from '../api/client.js';

const AT = '/api/access';
const part = encodeURIComponent;

export const access = {
  ways: () => call<WaysAnswer>('GET', `${AT}/ways`),
  me: () => call<MeAnswer>('GET', `${AT}/me`),
  signIn: (body: z.input<typeof signInBody>) => call<SignedInAnswer>('POST', `${AT}/sign-in`, body),
  signOut: () => call<unknown>('POST', `${AT}/sign-out`),
  confirm: (body: z.input<typeof confirmBody>) => call<unknown>('POST', `${AT}/confirm`, body),
  openLink: (token: string) => call<SetUpAnswer>('POST', `${AT}/setup/open`, { token }),
  useLink: (body: z.input<typeof setUpBody>) => call<SetAnswer>('POST', `${AT}/setup`, body),
  sessions: () => call<SessionsAnswer>('GET', `${AT}/sessions`),
  endSession: (id: string) => call<unknown>('DELETE', `${AT}/sessions/${part(id)}`),
  endOthers: () => call<unknown>('DELETE', `${AT}/sessions`),
  changePassword: (password: string) => call<unknown>('PUT', `${AT}/password`, { password }),
  offerTotp: () => call<SetUpAnswer>('POST', `${AT}/totp/offer`),
  takeTotp: (code: string) => call<SetAnswer>('POST', `${AT}/totp`, { code }),
  passkeys: () => call<PasskeysAnswer>('GET', `${AT}/passkeys`),
  offerPasskey: () => call<OptionsAnswer>('POST', `${AT}/passkeys/offer`),
  addPasskey: (label: string, response: unknown) => call<unknown>('POST', `${AT}/passkeys`, { label, response }),
  removePasskey: (id: string) => call<unknown>('DELETE', `${AT}/passkeys/${part(id)}`),
  askForPasskey: () => call<OptionsAnswer>('POST', `${AT}/sign-in/passkey/offer`),
  signInByPasskey: (attempt: string, response: unknown) =>
    call<SignedInAnswer>('POST', `${AT}/sign-in/passkey`, { attempt, response }),
  keys: () => call<KeysAnswer>('GET', `${AT}/keys`),
  createKey: (body: z.input<typeof keyBody>) => call<NewKeyAnswer>('POST', `${AT}/keys`, body),
  rotateKey: (id: string) => call<NewKeyAnswer>('POST', `${AT}/keys/${part(id)}/rotate`, {}),
  revokeKey: (id: string) => call<unknown>('DELETE', `${AT}/keys/${part(id)}`),
  users: () => call<UsersAnswer>('GET', `${AT}/users`),
  createUser: (body: z.input<typeof userBody>) => call<LinkAnswer>('POST', `${AT}/users`, body),
  changeRoles: (id: string, body: z.input<typeof rolesBody>) => call<unknown>('PUT', `${AT}/users/${part(id)}/roles`, body),
  agree: (id: string, body: z.input<typeof rolesBody>) => call<unknown>('POST', `${AT}/users/${part(id)}/roles/agreement`, body),
  setDisabled: (id: string, disabled: boolean) =>
    call<unknown>('POST', `${AT}/users/${part(id)}/${disabled ? 'disable' : 'enable'}`),
  makeLink: (id: string) => call<LinkAnswer>('POST', `${AT}/users/${part(id)}/link`),
};
