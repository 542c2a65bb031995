import type { AlpacaAsset } from './schemas.js';

/**
 * Names of symbols, ours and Alpaca's. Class shares are taken as Alpaca lists them; crypto has a slash in orders and none in positions, so it is mapped by
 * the list of assets and never rewritten by rule.
 */
export class SymbolMap {
  private readonly theirs = new Map<string, AlpacaAsset>();
  private readonly ours = new Map<string, string>();

  constructor(assets: Iterable<AlpacaAsset>) {
    for (const asset of assets) {
      const own = asset.symbol.replace('/', '');
      this.theirs.set(own, asset);
      this.ours.set(asset.symbol, own);
      this.ours.set(own, own);
    }
  }

  asset(symbol: string): AlpacaAsset | undefined {
    return this.theirs.get(symbol);
  }

  /** What an order for our symbol is called there. */
  toAlpaca(symbol: string): string {
    return this.theirs.get(symbol)?.symbol ?? symbol;
  }

  toOurs(symbol: string): string {
    return this.ours.get(symbol) ?? symbol.replace('/', '');
  }

  isCrypto(symbol: string): boolean {
    return this.theirs.get(symbol)?.class === 'crypto';
  }
}
