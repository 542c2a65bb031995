/**
 * The life of one breaker episode: tripped -> announced -> held -> reset by a person, or its time is over -> closed. One run is one episode; a scope
 * has one run at a time. The gate was shut by a script before this began and is opened by a script; this holds who may open it, and says so.
 */
import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import {
  ACTIVITY_QUEUES,
  type BreakerActivities,
  type BreakerCause,
  breakerCauseAdded,
  type BreakerClosed,
  breakerClosed,
  breakerModeChanged,
  type BreakerModeChange,
  type BreakerEpisode,
  type BreakerStart,
  breakerState,
  breakerTripped,
  breakerView,
  type BreakerView,
  REFUSALS,
  type ResetAnswer,
  type ResetAsk,
  resetBreaker,
  riskScope,
} from './contract.js';
import { breakerDetails } from './details.js';

const { lookAtBreaker, closeBreaker, expireBreaker } = proxyActivities<BreakerActivities>({
  taskQueue: ACTIVITY_QUEUES.breaker,
  startToCloseTimeout: '5s',
  retry: { initialInterval: '500ms', maximumInterval: '10s', nonRetryableErrorTypes: Object.values(REFUSALS) },
});

/** A breaker that should end by itself and could not be ended is asked for again after this, then ever more seldom, so that no history grows. */
const EXPIRY_AGAIN_MS = 5000;
const EXPIRY_AGAIN_MAX_MS = 10 * 60_000;
/** A run that was started needlessly (the announcer repeats itself after a crash) ends at once; more waiting episodes than this cannot be. */
const WAITING_MAX = 100;
/** Changes of mode that are shown; the history of the breaker has all. */
const CHANGES_SHOWN = 20;

export async function breaker({ episode, waiting: earlier = [] }: BreakerStart): Promise<BreakerClosed> {
  const causes: BreakerCause[] = [];
  const changes: BreakerModeChange[] = [];
  let { mode } = episode;
  let waiting = [...earlier];
  const closing: { closed: BreakerClosed | null } = { closed: null };
  let superseded = false;

  const current = (): BreakerEpisode => {
    const last = causes.at(-1);
    return { ...episode, mode, expires_at_ms: last ? last.expires_at_ms : episode.expires_at_ms };
  };
  const isClosed = () => closing.closed !== null;
  const view = (): BreakerView => ({
    state: isClosed() ? 'CLOSED' : 'TRIPPED',
    episode: current(),
    causes,
    mode_changes: changes,
    closed: closing.closed,
  });
  const show = () => {
    upsertSearchAttributes([
      { key: riskScope, value: episode.scope },
      { key: breakerState, value: isClosed() ? 'CLOSED' : 'TRIPPED' },
    ]);
    setCurrentDetails(breakerDetails(view()));
  };
  const end = (how: BreakerClosed) => {
    if (isClosed()) return;
    closing.closed = how;
    show();
  };
  const wait = (later: BreakerEpisode) => {
    if (later.breaker_id <= episode.breaker_id || waiting.some((known) => known.breaker_id === later.breaker_id)) return;
    waiting = [...waiting, later].sort((a, b) => a.breaker_id - b.breaker_id).slice(0, WAITING_MAX);
    superseded = true; // A scope has one open breaker: ours was closed, and this run has not heard of it yet.
  };

  setHandler(breakerTripped, wait);
  setHandler(breakerCauseAdded, (cause) => {
    if (cause.breaker_id !== episode.breaker_id || isClosed() || causes.some((known) => isSame(known, cause))) return;
    causes.push(cause);
    mode = cause.mode;
    show();
  });
  setHandler(breakerModeChanged, (change) => {
    const known = changes.some(({ at_ms }) => at_ms === change.at_ms);
    if (change.breaker_id !== episode.breaker_id || isClosed() || known) return;
    changes.push(change);
    if (changes.length > CHANGES_SHOWN) changes.shift();
    ({ mode } = change);
    show();
  });
  setHandler(breakerClosed, (how) => {
    waiting = waiting.filter(({ breaker_id }) => breaker_id !== how.breaker_id);
    if (how.breaker_id === episode.breaker_id) end(how);
  });
  setHandler(breakerView, view);

  setHandler(
    resetBreaker,
    async (ask): Promise<ResetAnswer> => {
      const answer = await closeBreaker.executeWithOptions({ summary: `close ${ask.episode.breaker_id} for ${ask.actor}` }, [
        ask,
      ]);
      if (!answer) throw refuse(REFUSALS.notOpen, `breaker ${ask.episode.breaker_id} is closed already`);
      const { breaker_id } = ask.episode;
      if (breaker_id === episode.breaker_id) {
        end({ breaker_id, actor: ask.actor, reason: ask.reason, source: 'api', closed_at_ms: Date.now() });
      } else {
        waiting = waiting.filter((later) => later.breaker_id !== breaker_id);
        superseded = true;
      }
      return answer;
    },
    { validator: (ask: ResetAsk) => validate(ask, episode, closing.closed) },
  );

  show();
  const known = await lookAtBreaker.executeWithOptions({ summary: `is ${episode.breaker_id} still open?` }, [episode.breaker_id]);
  if (known) end(known);

  let againMs = EXPIRY_AGAIN_MS;
  while (closing.closed === null) {
    const { expires_at_ms } = current();
    const changed = () => isClosed() || superseded || current().expires_at_ms !== expires_at_ms;
    if (expires_at_ms === null) await condition(changed);
    else if (!(await condition(changed, Math.max(expires_at_ms - Date.now(), 1)))) {
      const ended = await expireBreaker.executeWithOptions({ summary: `${episode.breaker_id}: its time is over` }, [
        episode.breaker_id,
      ]);
      if (!ended) {
        await condition(changed, againMs);
        againMs = Math.min(againMs * 2, EXPIRY_AGAIN_MAX_MS);
      }
      superseded = true;
    }
    if (!isClosed() && superseded) {
      superseded = false;
      const how = await lookAtBreaker.executeWithOptions({ summary: `is ${episode.breaker_id} still open?` }, [
        episode.breaker_id,
      ]);
      if (how) end(how);
    }
  }
  await condition(allHandlersFinished);
  const [next, ...rest] = waiting;
  if (next) await continueAsNew<typeof breaker>({ episode: next, waiting: rest });
  return closing.closed;
}

/** Told twice: the announcer repeats itself after a crash. */
const isSame = (a: BreakerCause, b: BreakerCause) =>
  a.at_ms === b.at_ms && a.trigger_type === b.trigger_type && a.reason === b.reason;

const refuse = (type: string, message: string) => ApplicationFailure.nonRetryable(message, type);

/** Refuses in words, before anything is written into the history. */
function validate(ask: ResetAsk, episode: BreakerEpisode, closed: BreakerClosed | null): void {
  const { breaker_id } = ask.episode;
  if (breaker_id < episode.breaker_id) throw refuse(REFUSALS.notOpen, `breaker ${breaker_id} is closed already`);
  if (breaker_id === episode.breaker_id && closed)
    throw refuse(REFUSALS.notOpen, `breaker ${breaker_id} was closed by ${closed.actor} already: ${closed.reason}`);
  if (ask.reason_required && ask.reason.trim() === '')
    throw refuse(REFUSALS.reasonRequired, 'say why the breaker may be reset: give a reason');
  if (ask.cause_persists !== null && !ask.force)
    throw refuse(
      REFUSALS.causePersists,
      `${ask.cause_persists}; mend the cause first, or give force: true to close it and let it trip again at once`,
    );
}
