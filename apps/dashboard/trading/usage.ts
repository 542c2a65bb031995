import type { UsageAnswer } from '#contracts/answers.js';

/** A limit of the account itself, and not of its part in a symbol or a sector. */
export const isOf =
  (account: string, name: string) =>
  ({ limit_name, scope }: UsageAnswer): boolean =>
    limit_name === name && scope === `account:${account}`;
