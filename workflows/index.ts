/** What the bundle registers; the names are those of WORKFLOWS in contract.ts. */
export { alertDelivery } from './alert-delivery.workflow.js';
export { auditCheck } from './audit-check.workflow.js';
export { breaker } from './breaker.workflow.js';
export { configManager } from './config-manager.workflow.js';
export { endOfDay } from './end-of-day.workflow.js';
export { pnlMonitor } from './pnl-monitor.workflow.js';
export { reconciliation } from './reconciliation.workflow.js';
