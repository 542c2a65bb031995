import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { access } from './calls.js';

/** The library comes with the first use of a passkey. */
const library = () => import('@simplewebauthn/browser');

export async function makePasskey(label: string): Promise<void> {
  const { startRegistration } = await library();
  const { options } = await access.offerPasskey();
  const response = await startRegistration({ optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON });
  await access.addPasskey(label, response);
}

export async function signInByPasskey(): Promise<void> {
  const { startAuthentication } = await library();
  const { attempt, options } = await access.askForPasskey();
  const response = await startAuthentication({ optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON });
  await access.signInByPasskey(attempt ?? '', response);
}
