/** What an order meets only where something asks for it: locks, funds, data of the instrument, overrides, times. Nothing of it is made while nothing asks. */
import { tiersOf } from '../controls/tiers.js';
import type { RiskConfig } from '../model/limits.js';
import type { Money, Quantity } from '../model/money.js';
import type { MetAlso, ReservedState } from '../model/reserved-state.js';
import { EMPTY_REFERENCE } from '../model/reference.js';
import { availableOf, fundsOf } from './funds.js';
import { meetInstrument } from './instrument-data.js';
import { overridesOf } from './overrides.js';
import { meetTime } from './trading-times.js';
import type { Asked } from './scoped-look.js';
import type { AccountState, GateState, OrderState } from './state.js';

const NO_OVERRIDES = EMPTY_REFERENCE.overrides;
const CRYPTO = 'crypto';

export function meetAlso(
  state: GateState,
  account: AccountState,
  order: Asked,
  config: RiskConfig,
  met: ReservedState,
  own: OrderState | null,
  { cost, units, amends }: Held,
): void {
  let also: MetAlso | null = null;
  if (state.locks.size > 0) {
    const locked = lockOf(state, order);
    if (locked) (also ??= {}).locked = locked;
  }
  const limits = tiersOf(config).limitsOf(order.account);
  const { asset_class = null, shortable = null } = config.instruments[order.symbol] ?? {};
  const cash = limits.account_type === 'cash';
  const crypto = state.watching && asset_class === CRYPTO && shortable !== true;
  if (cash && order.side === 'BUY' && !met.reducing) (also ??= {}).funds = fundsOf(state, account, met, cost, own);
  if (order.side === 'SELL' && (cash || crypto)) (also ??= {}).available = availableOf(account, order, own);
  if (also?.available !== undefined && units !== order.quantity) also.selling = units;
  also = meetInstrument(state, order, config, met, also);
  const overrides = amends || config.overrides === NO_OVERRIDES ? null : overridesOf(state, config, order, met.at_us);
  if (overrides) (also ??= {}).overrides = overrides;
  also = meetTime(state, order, config, met, also);
  if (also) met.also = also;
}

/** What the order would hold: of an amendment the larger of old and new. Only new orders pass by an override. */
interface Held {
  cost: Money;
  units: Quantity;
  amends: boolean;
}

/** The first lock of what an order belongs to. */
function lockOf(
  { locks }: Pick<GateState, 'locks'>,
  { account, strategy, user }: Asked,
): { scope: string; reason: string } | null {
  const scopes = [`account:${account}`];
  if (strategy !== undefined) scopes.push(`strategy:${strategy}`);
  if (user !== undefined) scopes.push(`user:${user}`);
  for (const scope of scopes) {
    const lock = locks.get(scope);
    if (lock) return { scope, reason: lock.reason };
  }
  return null;
}
