/** Activities: what workflows do in the world. Each is one call into a use-case of libs/core; here is only how a failure is told to Temporal. */
import { ApplicationFailure } from '@temporalio/common';
import type { BreakerLife } from '#core/breaker/breaker-life.js';
import type { BreakerTrigger } from '#core/model/log-event.js';
import type { Money } from '#core/model/money.js';
import type { Episode } from '#core/ports/breaker-workflows.js';
import { BreakerCausePersistsError } from '#core/ports/live-book.js';
import { type BreakerActivities, type BreakerEpisode, REFUSALS, type ResetAsk } from '../../../workflows/contract.js';

export function breakerActivities(life: BreakerLife): BreakerActivities {
  return {
    lookAtBreaker: (breakerId) => life.closingOf(breakerId),
    expireBreaker: (breakerId) => life.expire(breakerId),
    closeBreaker: async (ask: ResetAsk) => {
      if (Date.now() > ask.valid_until_ms)
        throw ApplicationFailure.nonRetryable('the ask came too late: whoever asked was told so', REFUSALS.tooLate);
      try {
        return await life.close({ ...ask, episode: episodeOf(ask.episode) });
      } catch (error) {
        if (error instanceof BreakerCausePersistsError)
          throw ApplicationFailure.nonRetryable(error.message, REFUSALS.causePersists);
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
