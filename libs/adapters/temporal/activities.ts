/** Activities: what workflows do in the world. Each is one call into a use-case of libs/core; here is only how a failure is told to Temporal. */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { AuditWatch } from '#core/audit/audit-watch.js';
import type { BreakerLife } from '#core/breaker/breaker-life.js';
import { configDiffers, type ConfigState } from '#core/config/config-state.js';
import type { ReloadConfig } from '#core/config/reload-config.js';
import { type CloseDay, DayNotOverError } from '#core/end-of-day/close-day.js';
import type { BreakerTrigger } from '#core/gate/event.js';
import type { DeliverMessage } from '#core/notify/deliver.js';
import type { Money } from '#core/model/money.js';
import { monitorDiffers, monitorSummary } from '#core/monitor/monitor-report.js';
import { pause } from '#core/pause.js';
import type { Episode } from '#core/ports/breaker-workflows.js';
import { BreakerCausePersistsError, CloseTooLateError, type LiveBook } from '#core/ports/live-book.js';
import {
  ALERT_REFUSED,
  type AlertActivities,
  type AuditActivities,
  type BreakerActivities,
  type BreakerEpisode,
  type ConfigActivities,
  type EndOfDayActivities,
  type PnlActivities,
  type ReconciliationActivities,
  type ReconciliationResult,
  REFUSALS,
  type ResetAsk,
} from '../../../workflows/contract.js';

export function breakerActivities(life: BreakerLife): BreakerActivities {
  return {
    lookAtBreaker: (breakerId) => life.closingOf(breakerId),
    expireBreaker: (breakerId) => life.expire(breakerId),
    closeBreaker: async (ask: ResetAsk) => {
      try {
        return await life.close({ ...ask, episode: episodeOf(ask.episode) });
      } catch (error) {
        if (error instanceof BreakerCausePersistsError)
          throw ApplicationFailure.nonRetryable(error.message, REFUSALS.causePersists);
        if (error instanceof CloseTooLateError) throw ApplicationFailure.nonRetryable(error.message, REFUSALS.tooLate);
        throw error;
      }
    },
  };
}

function episodeOf(episode: BreakerEpisode): Episode {
  return {
    ...episode,
    trigger_type: episode.trigger_type as BreakerTrigger,
    trigger_value: episode.trigger_value as Money,
    threshold: episode.threshold as Money,
  };
}

export function pnlActivities(book: LiveBook): PnlActivities {
  return { superviseMonitor: (since, forMs) => untilDiffers(() => monitorSummary(book), monitorDiffers, since, forMs) };
}

export function configActivities(config: ReloadConfig, state: ConfigState): ConfigActivities {
  return {
    reportConfiguration: () => state.summary(),
    watchConfiguration: (since, forMs) => untilDiffers(() => state.summary(), configDiffers, since, forMs),
    reloadConfiguration: async () => {
      const reloaded = await config.reload();
      const { version, rules_hash } = reloaded.config;
      return {
        version,
        rules_hash,
        rejected: reloaded.rejected.map(({ source, place, fault }) => `${source}: ${place}: ${fault}`),
      };
    },
  };
}

export function endOfDayActivities(end: CloseDay): EndOfDayActivities {
  return {
    closeDay: async ({ day, scheduled_ms }) => {
      try {
        return await end.close(day, scheduled_ms);
      } catch (error) {
        if (error instanceof DayNotOverError) throw ApplicationFailure.nonRetryable(error.message, 'DAY_NOT_OVER');
        throw error;
      }
    },
  };
}

/** How often a long check says that it goes on. */
const HEARTBEAT_MS = 10_000;

export function auditActivities(watch: AuditWatch): AuditActivities {
  return {
    checkAudit: async () => {
      const { heartbeat, cancellationSignal } = Context.current();
      let beatMs = 0;
      const { entries, rows, finding } = await watch.look(() => {
        cancellationSignal.throwIfAborted();
        if (Date.now() - beatMs < HEARTBEAT_MS) return;
        beatMs = Date.now();
        heartbeat();
      });
      return { entries, rows, finding };
    },
  };
}

/** A worker that dies in an attempt is noticed by its silence. */
const ALERT_BEAT_MS = 3000;
const RECONCILIATION_BEAT_MS = 3000;

export function alertActivities(deliver: DeliverMessage): AlertActivities {
  return {
    sendAlert: async (messageId) => {
      const { info, cancellationSignal, heartbeat } = Context.current();
      const beat = setInterval(() => heartbeat(), ALERT_BEAT_MS);
      try {
        const delivered = await deliver.attempt(messageId, info.attempt, cancellationSignal);
        if (delivered.outcome === 'final') throw ApplicationFailure.nonRetryable(delivered.detail, ALERT_REFUSED);
        if (delivered.outcome !== 'retry') return delivered.outcome;
        const { detail, after_ms } = delivered;
        throw ApplicationFailure.create({ message: detail, ...(after_ms === null ? {} : { nextRetryDelay: after_ms }) });
      } finally {
        clearInterval(beat);
      }
    },
    giveUpAlert: (messageId, reason) => deliver.giveUp(messageId, reason),
    escalateAlert: (messageId) => deliver.escalate(messageId),
  };
}

/** The process that speaks to the broker does it; `look` throws while it does not. */
export function reconciliationActivities(look: () => Promise<ReconciliationResult>): ReconciliationActivities {
  return {
    reconcileAccounts: async () => {
      const { heartbeat } = Context.current();
      const beat = setInterval(() => heartbeat(), RECONCILIATION_BEAT_MS);
      try {
        return await look();
      } finally {
        clearInterval(beat);
      }
    },
  };
}

const LOOK_MS = 5000;

/**
 * Looks every few seconds and heartbeats what it sees; returns it when it differs from `since`, when the time is over, and when this worker stops (the
 * workflow then has it done elsewhere). A look that fails fails the activity, which Temporal tries again.
 */
async function untilDiffers<T>(
  look: () => Promise<T>,
  differs: (a: T, b: T) => boolean,
  since: T | null,
  forMs: number,
): Promise<T> {
  const { cancellationSignal, heartbeat } = Context.current();
  const endsAt = Date.now() + forMs;
  for (;;) {
    const seen = await look();
    heartbeat(seen);
    if (since === null || differs(seen, since) || Date.now() >= endsAt) return seen;
    await pause(Math.min(LOOK_MS, endsAt - Date.now()), cancellationSignal);
    if (cancellationSignal.aborted) return seen;
  }
}
