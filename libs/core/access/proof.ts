/** How strongly the firm's provider must have asked who somebody is. */
export interface ProofWanted {
  /** One of these classes (`acr`); empty: any. */
  acr: readonly string[];
  /** One of these methods among those that were used (`amr`, RFC 8176), such as mfa, hwk, otp; empty: any. */
  amr: readonly string[];
}

/** What is missing in the provider's words, for a person; null when it is enough. A claim that is not there is no proof. */
export function missingProof(claims: Readonly<Record<string, unknown>>, { acr, amr }: ProofWanted): string | null {
  const { acr: was, amr: by } = claims;
  if (acr.length > 0 && !(typeof was === 'string' && acr.includes(was)))
    return `the provider says a sign-in of the class ${said(was)}, and ${acr.join(' or ')} is asked for`;
  const methods = Array.isArray(by) ? by.filter((one) => typeof one === 'string') : [];
  if (amr.length > 0 && !methods.some((one) => amr.includes(one)))
    return `the provider says a sign-in by ${methods.join(', ') || 'no method'}, and ${amr.join(' or ')} is asked for`;
  return null;
}

const said = (value: unknown): string => (typeof value === 'string' && value !== '' ? value : 'none');
