import { Injectable } from '@nestjs/common';
import { LiveBook } from '#core/ports/live-book.js';
import { History } from '#core/ports/history.js';
import { historyBehind, ProblemError, refusalOf } from '../http/problems.js';
import { presentAccepted } from '../shared/present.js';
import { ReadYourWrites } from '../shared/read-your-writes.js';

/** The first decision again, for a client_order_id that came before with the same content. */
@Injectable()
export class RepeatedOrder {
  constructor(
    private readonly book: LiveBook,
    private readonly history: History,
    private readonly reads: ReadYourWrites,
  ) {}

  /** Of a list. The refusal of one that was refused for itself is thrown. */
  async answers(orderIds: readonly string[]) {
    const answers = await Promise.allSettled(orderIds.map((id) => this.answer(id)));
    const failures = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    const own = failures.find((error) => !(error instanceof ProblemError && error.body.code === 'LIST_REFUSED'));
    if (failures.length > 0) throw own ?? failures[0];
    return answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  }

  async answer(orderId: string) {
    const live = await this.book.order(orderId);
    if (live) return presentAccepted(live.order, live.status);
    await this.reads.caughtUp();
    const order = await this.history.order(orderId);
    const decision = order && (await this.history.decision(order.decision_id));
    if (!order || !decision)
      throw historyBehind(`the first decision stands, but PostgreSQL does not have order ${orderId} yet; ask again`, orderId);
    if (decision.accepted) return presentAccepted(order, order.status, decision.state);
    const { body, headers } = refusalOf({ decision_id: decision.decision_id, order, violations: decision.violations });
    throw new ProblemError(body, headers);
  }
}
