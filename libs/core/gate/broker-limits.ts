/** What the broker gives to all accounts together: a credit line for the day, and messages a minute. Measured where they are set, at the firm. */
import { tiersOf } from '../controls/tiers.js';
import type { RiskConfig, ScopedValues } from '../model/limits.js';
import { type Money, tooLarge } from '../model/money.js';
import type { BrokerMet, ReservedState, ScopeMet } from '../model/reserved-state.js';
import { Buckets } from './buckets.js';
import type { GateEvent } from './event.js';
import type { Sums } from './figures.js';
import { NotJudged } from './not-judged.js';
import type { Asked } from './scoped-look.js';
import type { GateState } from './state.js';
import { worstCase } from './valuation.js';

const MINUTE_S = 60;

/** What goes to the broker: orders that were let through, amendments and cancels. */
export function noteSent(state: GateState, event: GateEvent): void {
  const isSent =
    event.type === 'CANCEL_REQUESTED' || ((event.type === 'ORDER_DECIDED' || event.type === 'AMEND_DECIDED') && event.accepted);
  if (!isSent) return;
  state.sent ??= new Buckets(MINUTE_S);
  state.sent.add(event.at_ms, 1, 0);
}

export function meetBroker(
  state: GateState,
  order: Asked,
  config: RiskConfig,
  met: ReservedState,
  { judgedAgain, cost }: { judgedAgain: boolean; cost: number },
): void {
  if (!met.scopes) return;
  const firm = tiersOf(config)
    .touched(order)
    .find(({ origin }) => origin === 'firm');
  const { broker_credit_line: line = null, broker_messages_per_minute: messages = null } = firm?.set ?? {};
  if (line === null && messages === null) return;
  for (const one of met.scopes) {
    if (one.origin !== 'firm') continue;
    const broker: BrokerMet = {};
    if (line !== null) Object.assign(broker, creditOf(state, one, order, firm?.set['broker_credit_mode'] === 'net', cost));
    if (messages !== null && !judgedAgain) broker.sent = state.sent?.count(Math.floor(met.at_us / 1000)) ?? 0;
    one.broker = broker;
  }
}

/** What the day's fills and all open orders use of the broker's credit. */
export const creditUsed = (
  sums: Pick<Sums, 'bought' | 'sold' | 'open_buys' | 'open_sells'>,
  mode: ScopedValues[string] | undefined,
): number =>
  mode === 'net' ? netCredit(sums, sums.open_buys, sums.open_sells) : sums.bought + sums.sold + sums.open_buys + sums.open_sells;

/** The worse side, less what the other side has filled today. */
export const netCredit = ({ bought, sold }: Pick<Sums, 'bought' | 'sold'>, buys: number, sells: number): number =>
  worstCase(bought - sold, buys, sells);

function creditOf({ firm }: GateState, { figures }: ScopeMet, { side }: Asked, net: boolean, cost: number): BrokerMet {
  const { open_buys, open_sells, turnover } = figures;
  if (!net) return { credit: turnover, credit_raised: true };
  const credit = netCredit(firm, open_buys, open_sells);
  const before = side === 'BUY' ? netCredit(firm, open_buys - cost, open_sells) : netCredit(firm, open_buys, open_sells - cost);
  if (tooLarge(credit)) throw new NotJudged('AMOUNT_OUT_OF_RANGE', 'the credit used would be outside what can be reckoned with');
  return { credit: credit as Money, credit_raised: credit > before };
}
