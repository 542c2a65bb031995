import { verdictOf } from '../check-order/check-order.js';
import { decide } from '../check-order/decide.js';
import type { Verdict } from '../gate/event.js';
import type { InForce } from '../ports/in-force.js';
import type { LiveBook, LiveOrder } from '../ports/live-book.js';

/** How long an order may stand without a verdict before its process is taken for dead. */
const UNDECIDED_MAX_MS = 5000;

/**
 * Finds orders whose process died between reserve and verdict and computes the verdict again, from what was journaled: the same that the
 * process came to, and perhaps had answered. Returns how many it decided.
 */
export async function decideOrphans(
  book: LiveBook,
  inForce: InForce,
  reservedBeforeMs: number = Date.now() - UNDECIDED_MAX_MS,
): Promise<number> {
  const orphans = (await book.unsettledOrders()).filter((o) => o.status === 'NEW' && o.reserved_at_us < reservedBeforeMs * 1000);
  const verdicts: Verdict[] = [];
  for (const orphan of orphans) verdicts.push(await verdictAgain(orphan, inForce));
  return book.concludeAll(verdicts);
}

async function verdictAgain({ order, state }: LiveOrder, inForce: InForce): Promise<Verdict> {
  try {
    if (!state) throw new Error('no reserved state');
    const { config, rules } = await inForce.at(state.config_version);
    return verdictOf(decide(order, state, config, rules), 'sweeper');
  } catch {
    // Doubt refuses: what can no longer be computed was not answered as accepted, for that takes the same config and rules.
    const { order_id, decision_id, account, symbol } = order;
    return { order_id, decision_id, account, symbol, accepted: false, violations: [], waived: [], by: 'sweeper' };
  }
}
