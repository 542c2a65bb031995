import type { Decision } from '../model/decision.js';
import type { StateReasonCode } from '../model/reason-codes.js';

/** An order that cannot even be judged: what the judgement needs is missing or out of range. Nothing is held and nothing is logged. */
export class NotJudged extends Error {
  override name = 'NotJudged';
  constructor(
    readonly code: StateReasonCode,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Whatever rules are in force, an order whose worth in dollars is not known is not let through. Throws NotJudged.
 */
export function worthKnown(decision: Decision): Decision {
  const { contract } = decision.state;
  if (!decision.accepted || contract?.unrated !== true) return decision;
  throw new NotJudged('REFERENCE_PRICE_UNAVAILABLE', `no rate of ${contract.currency ?? 'the currency'} was ever known`);
}
