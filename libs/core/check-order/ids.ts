import { randomBytes } from 'node:crypto';

let pool = Buffer.alloc(0);
let used = 0;

/** 80 random bits in hex; bytes are drawn from the system 256 ids at a time, a call to it for each costs more than the rest of the check. */
function randomHex(): string {
  if (used + 10 > pool.length) {
    pool = randomBytes(2560);
    used = 0;
  }
  used += 10;
  return pool.toString('hex', used - 10, used);
}

/** Ids that sort by time: milliseconds in base 36, then 80 random bits. Order and decision share the stem, so that one leads to the other. */
export function newIds(now: number = Date.now()): { order_id: string; decision_id: string } {
  const stem = now.toString(36).padStart(9, '0') + randomHex();
  return { order_id: `ord_${stem}`, decision_id: `dec_${stem}` };
}

/** What every decision's id since that moment sorts at or after (and every earlier one before). */
export function decisionIdAt(ms: number): string {
  return `dec_${ms.toString(36).padStart(9, '0')}`;
}
