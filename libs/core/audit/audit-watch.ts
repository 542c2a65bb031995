import type { AuditCheck, AuditLedger } from '../ports/audit-ledger.js';
import type { LiveBook } from '../ports/live-book.js';
import { AuditFault, type Checked } from './check-audit.js';

const FINDING_MAX = 500;

/** Checks the whole audit, keeps what came of it, and has the gate alert when something was found. */
export class AuditWatch {
  constructor(
    private readonly check: (progress: () => void) => Promise<Checked>,
    private readonly ledger: Pick<AuditLedger, 'keepCheck' | 'head'>,
    private readonly book: Pick<LiveBook, 'warnOfAudit'>,
  ) {}

  async look(progress: () => void): Promise<Omit<AuditCheck, 'at_ms'>> {
    const result = await this.result(progress);
    if (result.finding !== null) await this.book.warnOfAudit(result.finding.slice(0, FINDING_MAX));
    await this.ledger.keepCheck(result);
    return result;
  }

  private async result(progress: () => void): Promise<Omit<AuditCheck, 'at_ms'>> {
    try {
      const { from_seq, to_seq, entries, rows } = await this.check(progress);
      return { by: 'schedule', from_seq, to_seq, entries, rows, finding: null };
    } catch (error) {
      if (!(error instanceof AuditFault)) throw error;
      return { by: 'schedule', from_seq: 0, to_seq: (await this.ledger.head()).seq, entries: 0, rows: 0, finding: error.message };
    }
  }
}
