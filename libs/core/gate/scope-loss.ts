import type { Money } from '../model/money.js';
import { FIRM } from '../model/scope.js';
import { profitOf } from './figures.js';
import type { GateState } from './state.js';

/** The day's loss of a scope as it stands. */
export function lossAt(state: GateState, scope: string): Money {
  const { firm } = state;
  if (scope === FIRM) return (firm.day_start + firm.moved - firm.cash - firm.value) as Money;
  const [, account = '', symbol = ''] = /^account:([^/]+)\/symbol:(.+)$/.exec(scope) ?? [];
  const sums = symbol === '' ? state.sums.get(scope) : state.accounts.get(account)?.positions.get(symbol);
  return (sums ? 0 - profitOf(sums) : 0) as Money;
}
