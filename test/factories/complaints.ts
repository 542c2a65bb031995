import { Complaint } from '#core/complaint.js';

/** Writes into `told` the message of each error that is told, and `well` when it is over. */
export function complaintInto(told: string[]): Complaint {
  const log = {
    warn: (about: { err?: Error }) => void told.push(about.err?.message ?? ''),
    info: () => void told.push('well'),
  };
  return new Complaint(log, { failing: '', well: '' });
}
