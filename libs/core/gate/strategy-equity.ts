/**
 * Equity of a strategy: the capital that a person gave it, and its profit of the day, realised and unrealised, fees included. The gate keeps a strategy's profit from
 * the day's start on, so the capital is what the strategy has as the day begins.
 */
import type { Money } from '../model/money.js';
import { profitOf, type Sums } from './figures.js';
import type { GateState } from './state.js';

const SCOPE = 'strategy:';

/** Null: no capital was given, or the scope is no strategy as a whole. */
export function capitalAt({ config }: Pick<GateState, 'config'>, scope: string): Money | null {
  return scope.startsWith(SCOPE) ? (config?.strategies[scope.slice(SCOPE.length)]?.capital ?? null) : null;
}

/** `sums`: of the strategy; not there while it has traded nothing. Null without capital. */
export function strategyEquity(state: GateState, scope: string, sums: Sums | undefined = state.sums.get(scope)): Money | null {
  const capital = capitalAt(state, scope);
  return capital === null ? null : ((capital + profitIn(sums)) as Money);
}

const profitIn = (sums: Sums | undefined): number => (sums ? profitOf(sums) : 0);
