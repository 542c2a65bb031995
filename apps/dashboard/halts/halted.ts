import type { HaltsAnswer } from '#contracts/answers.js';

export type Halt = HaltsAnswer['halts'][number];

/** `firm` to `the whole market`, `symbol:KO` to `symbol KO`. */
export function haltedInWords(scope: string): string {
  const [kind, name] = scope.split(':');
  return kind === 'firm' ? 'the whole market' : `${kind} ${name ?? ''}`;
}

/** The halts that an order in a symbol meets, the widest first. */
export function haltsOfSymbol(halts: readonly Halt[], symbol: string, assetClass: string | undefined): Halt[] {
  const met = ['firm', ...(assetClass === undefined ? [] : [`class:${assetClass}`]), `symbol:${symbol}`];
  return met.flatMap((scope) => halts.filter((halt) => halt.scope === scope));
}
