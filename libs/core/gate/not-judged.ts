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
