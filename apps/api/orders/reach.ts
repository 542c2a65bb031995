/** Which orders a caller may send and touch: those of their accounts, and of a key's symbols and strategies where it has some. */
import type { Need } from '#core/access/needs.js';
import { includes, type Principal } from '#core/access/principal.js';
import type { Order } from '#core/model/order.js';
import { ProblemError, problem } from '../http/problems.js';

type Named = Pick<Order, 'account' | 'symbol' | 'strategy'>;

/** Throws ProblemError, which tells a key what it is for. */
export function requireOwn(caller: Principal, { account, symbol, strategy }: Named): void {
  const mine = caller.accountsFor('orders.write');
  if (!includes(mine, account)) {
    const own = caller.key && mine ? `; this key is for ${[...mine].sort().join(', ') || 'no account'}` : '';
    throw new ProblemError(problem('ACCOUNT_NOT_ALLOWED', `orders for account ${account} may not be sent${own}`));
  }
  const { symbols = null, strategies = null } = caller.key ?? {};
  if (symbols !== null && !symbols.includes(symbol))
    throw new ProblemError(problem('SYMBOL_NOT_ALLOWED', `this key may not trade ${symbol}; it is for ${symbols.join(', ')}`));
  if (strategies !== null && (strategy === undefined || !strategies.includes(strategy))) {
    const named = strategy === undefined ? 'an order without a strategy' : `an order of strategy ${strategy}`;
    throw new ProblemError(problem('STRATEGY_NOT_ALLOWED', `this key may not send ${named}; it is for ${strategies.join(', ')}`));
  }
}

/** Whether an order that is there is the caller's for this need. One that is not does not exist for them. */
export function isOwn(caller: Principal, need: Need, { account, symbol, strategy }: Named): boolean {
  const { symbols = null, strategies = null } = caller.key ?? {};
  return (
    includes(caller.accountsFor(need), account) &&
    (symbols === null || symbols.includes(symbol)) &&
    (strategies === null || (strategy !== undefined && strategies.includes(strategy)))
  );
}

/** A key that has neither symbols nor strategies of its own, or a person: the account alone says which orders are theirs. */
export const isBoundByAccountAlone = ({ key }: Principal): boolean => !key?.symbols && !key?.strategies;
