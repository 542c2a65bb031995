import type { DataSource } from 'typeorm';
import { HttpAnchor } from '#adapters/audit/http-anchor.js';
import { auditSigner, earlierSigner } from '#adapters/config/audit-key.js';
import { PostgresAuditLedger } from '#adapters/postgres/audit-ledger.js';
import { PostgresAuditMonths } from '#adapters/postgres/audit-months.js';
import { withAuditSource } from '#adapters/postgres/audit-source.js';
import { createDataSource } from '#adapters/postgres/data-source.js';
import { Anchoring } from '#core/audit/anchoring.js';
import { AuditWatch } from '#core/audit/audit-watch.js';
import { type Checked, checkAudit } from '#core/audit/check-audit.js';
import { originOf } from '#core/audit/checkpoint.js';
import { Notary } from '#core/audit/notary.js';
import { Complaint } from '#core/complaint.js';
import type { LiveBook } from '#core/ports/live-book.js';
import { MonthKeeper } from '#core/relay/month-keeper.js';
import type { RunningProcess } from '#gate-host/run-process.js';

/** What the worker does for the audit beside the relay, which writes it: signs it, keeps its months, and checks it. */
export function openAudit({ env, logger }: RunningProcess, dataSource: DataSource, book: LiveBook) {
  const {
    BREAKWATER_AUDIT_ANCHOR_URL: outside,
    BREAKWATER_AUDIT_KEY_FILE: file,
    BREAKWATER_AUDIT_KEEP_MONTHS: keep,
    BREAKWATER_SHARD: shard,
  } = env;
  const origin = originOf(shard);
  const ledger = new PostgresAuditLedger(dataSource);
  const notary = new Notary({
    ledger,
    signer: () => auditSigner(file, origin),
    before: (keyId) => earlierSigner(file, origin, keyId),
    complaint: new Complaint(logger, {
      failing: "the audit's end cannot be signed; entries are chained all the same",
      well: "the audit's end is signed again",
    }),
    announced: (key, signed_by, first) => {
      if (first || signed_by !== null)
        logger.info({ key, signed_by }, 'a new key signs the audit; keep its id where nobody here can change it');
      else logger.error({ key }, `a new key signs the audit, and no key before it announced it: is ${file} lost? docs/audit.md`);
    },
  });
  const months = new MonthKeeper({
    months: new PostgresAuditMonths(dataSource, (size, head) => notary.close(size, head)),
    keep,
    observer: {
      made: (made) => logger.info({ months: made }, 'months of the audit were made'),
      dropped: (month) => logger.warn({ month }, 'a month of the audit was dropped, as BREAKWATER_AUDIT_KEEP_MONTHS says'),
      kept: (kept) => logger.warn(kept, 'a month of the audit is older than BREAKWATER_AUDIT_KEEP_MONTHS, and stays'),
      failing: (error) => logger.error({ err: error }, 'months of the audit cannot be made or dropped'),
      recovered: () => logger.info('months of the audit are looked after again'),
    },
  });
  const anchoring =
    outside === undefined
      ? null
      : new Anchoring({
          ledger,
          anchor: new HttpAnchor(outside),
          complaint: new Complaint(logger, {
            failing: 'checkpoints of the audit are not taken outside (BREAKWATER_AUDIT_ANCHOR_URL); the newest is tried again',
            well: 'checkpoints of the audit are taken outside again',
          }),
        });
  const check = (progress: () => void) =>
    atLeisure(env.DATABASE_URL, (db) => withAuditSource(db, (source) => checkAudit(source, origin, progress)));
  return { notary, months, anchoring, watch: new AuditWatch(check, ledger, book) };
}

/** A connection of its own, without time limits. */
async function atLeisure(url: string, work: (db: DataSource) => Promise<Checked>): Promise<Checked> {
  const db = await createDataSource(url, {
    applicationName: 'breakwater-audit',
    poolSize: 1,
    statementTimeoutMs: 0,
  }).initialize();
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}
