import type { AmendAnswer, OrderedBy } from '../gate/command.js';
import type { Money, Quantity } from '../model/money.js';
import { type Gate, StateUnavailableError } from '../ports/gate.js';
import { newIds } from './ids.js';

export type AmendResult = Exclude<AmendAnswer, { kind: 'unavailable' }> & { decision_id: string };

/** An amendment's way in: it gets the id of its decision, the gate judges it, and the answer is given when the log keeps it. */
export class AmendOrder {
  constructor(private readonly gate: Gate) {}

  /** Null leaves it as it is. Throws StateUnavailableError (nothing was let through) and OutcomeUnknownError. */
  async amend(
    order_id: string,
    { quantity, price }: { quantity: Quantity | null; price: Money | null },
    by: OrderedBy,
  ): Promise<AmendResult> {
    const { decision_id } = newIds();
    const answer = await this.gate.ask({ kind: 'amend', order_id, decision_id, quantity, price, by });
    if (answer.kind === 'unavailable') throw new StateUnavailableError(answer.code, answer.message);
    return { ...answer, decision_id };
  }
}
