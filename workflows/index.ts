/** What the bundle registers; the names are those of WORKFLOWS in contract.ts. */
export { breaker } from './breaker.workflow.js';
