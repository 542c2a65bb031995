import type { BreakerTrigger } from './event.js';

/** Trips that the gate finds beside the loss of the day (watch-trips.ts). */
export const WATCH_TRIGGERS: ReadonlySet<BreakerTrigger> = new Set<BreakerTrigger>([
  ...(['LOSS_WINDOW', 'DRAWDOWN', 'GIVE_BACK', 'LOSING_STREAK', 'MAINTENANCE_MARGIN', 'VOLATILITY'] as const),
  ...(['REPEATED_EXECUTION', 'REJECT_STREAK', 'HEARTBEAT_MISSED', 'BROKER_CREDIT'] as const),
]);
