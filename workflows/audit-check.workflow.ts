/** Checks the whole audit: started by a schedule each night, or by hand. */
import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import { ACTIVITY_QUEUES, type AuditActivities, type AuditCheckResult } from './contract.js';

const { checkAudit } = proxyActivities<AuditActivities>({
  taskQueue: ACTIVITY_QUEUES.audit,
  // Years of orders take long; a worker that dies is noticed by its silence.
  startToCloseTimeout: '12h',
  heartbeatTimeout: '5m',
  retry: { initialInterval: '1m', maximumInterval: '15m', maximumAttempts: 10 },
});

export async function auditCheck(): Promise<AuditCheckResult> {
  const result = await checkAudit.executeWithOptions({ summary: 'check every entry, checkpoint and covered row' }, []);
  const { entries, rows, finding } = result;
  setCurrentDetails(
    finding === null
      ? `## The audit holds\n\n- ${entries} entries and ${rows} rows of the history are as they were written`
      : `## The audit does not hold\n\n- ${finding}`,
  );
  return result;
}
