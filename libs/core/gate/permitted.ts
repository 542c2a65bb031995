/** What the lists of users and the allow lists say of an order. Pure. */
import { NOWHERE, type Path, tiersOf } from '../controls/tiers.js';
import type { RiskConfig } from '../model/limits.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { Asked } from './scoped-look.js';

const lacks = (list: readonly string[] | null, name: string): boolean => list !== null && !list.includes(name);

/** What its user may not do, in words; null when nothing speaks against it, or the user has no list. A user who may only close is held to that alone. */
export function userMayNot({ users, instruments }: RiskConfig, order: Asked, { reducing }: ReservedState): string | null {
  const may = order.user === undefined ? undefined : users[order.user];
  if (!may) return null;
  if (may.close_only) return reducing ? null : `open ${order.symbol}`;
  if (lacks(may.accounts, order.account)) return `trade account ${order.account}`;
  if (lacks(may.strategies, order.strategy ?? ''))
    return order.strategy === undefined ? 'trade without a strategy' : `trade strategy ${order.strategy}`;
  const assetClass = instruments[order.symbol]?.asset_class ?? '';
  if (may.symbols !== null || may.classes !== null) {
    const listed = may.symbols?.includes(order.symbol) === true || may.classes?.includes(assetClass) === true;
    if (!listed) return `trade ${order.symbol}`;
  }
  if (lacks(may.order_types, order.order_type)) return `send ${order.order_type} orders`;
  if (!may.short && order.side === 'SELL' && !reducing) return `sell ${order.symbol} short`;
  return may.extended_hours || order.extended_hours !== true ? null : 'trade outside regular hours';
}

const lacking = new WeakMap<Path, string | null>();

/** The first scope whose allow list lacks the symbol; what only closes passes. Found once for each path of orders: a list may have thousands of symbols. */
export function notAllowedAt(config: RiskConfig, order: Asked, met: ReservedState): string | null {
  if (met.reducing) return null;
  const path = tiersOf(config).pathOf(order);
  if (path === NOWHERE) return null;
  let scope = lacking.get(path);
  if (scope === undefined) lacking.set(path, (scope = lackingAt(config, order)));
  return scope;
}

function lackingAt({ allowed }: RiskConfig, { account, strategy, user, symbol }: Asked): string | null {
  const scopes = ['firm', `account:${account}`];
  if (strategy !== undefined) scopes.push(`strategy:${strategy}`);
  if (user !== undefined) scopes.push(`user:${user}`);
  return scopes.find((scope) => allowed[scope]?.symbols.includes(symbol) === false) ?? null;
}
