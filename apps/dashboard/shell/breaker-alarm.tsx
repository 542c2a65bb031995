import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { BreakerAnswer } from '#contracts/answers.js';
import { api } from '../api/calls.js';
import { RefusedError, wordsFor } from '../api/client.js';
import { refresh, useAbout, useOpenBreakers } from '../api/hooks.js';
import { When } from '../ui/figures.js';
import { money, sentence } from '../ui/format.js';
import { Failure, Note } from '../ui/notes.js';
import { ReasonForm } from '../ui/reason-form.js';

/** Each open breaker across the top of every page: what is shut, why, since when, by whom, and the way to open it. */
export function BreakerAlarm() {
  const breakers = useOpenBreakers().data?.circuit_breakers ?? [];
  const [resetting, setResetting] = useState<BreakerAnswer | null>(null);
  const [changing, setChanging] = useState<BreakerAnswer | null>(null);
  return (
    <>
      <div className={breakers.length > 0 ? 'alarm' : undefined} role="alert" data-testid="alarm">
        {breakers.map((breaker) => (
          <div className="alarm-row" key={breaker.breaker_id}>
            <span className="alarm-light" aria-hidden="true" />
            <strong>{breaker.mode === 'halt' ? 'TRADING HALTED' : 'REDUCE ONLY'}</strong>
            <span>{scopeInWords(breaker.scope)}</span>
            <span>{whyInWords(breaker)}</span>
            <span>
              since <When at={breaker.tripped_at} />
            </span>
            <span className="alarm-actions">
              <WorkflowLink scope={breaker.scope} />
              <Button size="xs" variant="outline" color="gray.0" onClick={() => setChanging(breaker)}>
                {breaker.mode === 'halt' ? 'Let closing orders pass …' : 'Halt …'}
              </Button>
              <Button size="xs" variant="white" color="dark" onClick={() => setResetting(breaker)}>
                Reset …
              </Button>
            </span>
          </div>
        ))}
      </div>
      <Modal
        opened={resetting !== null}
        onClose={() => setResetting(null)}
        title="Reset the breaker"
        transitionProps={{ duration: 0 }}
      >
        {resetting ? <ResetForm breaker={resetting} onDone={() => setResetting(null)} /> : null}
      </Modal>
      <Modal
        opened={changing !== null}
        onClose={() => setChanging(null)}
        title={changing?.mode === 'halt' ? 'Let closing orders pass' : 'Halt trading'}
        transitionProps={{ duration: 0 }}
      >
        {changing ? <ModeForm breaker={changing} onDone={() => setChanging(null)} /> : null}
      </Modal>
    </>
  );
}

export function scopeInWords(scope: string): string {
  const [kind, name] = scope.split(':');
  return kind === 'firm' ? 'the whole firm' : `${kind} ${name ?? ''}`;
}

export function whyInWords({ trigger_type, trigger_value, threshold, actor, reason }: BreakerAnswer): string {
  if (trigger_type === 'DAILY_LOSS') return `loss of the day ${money(trigger_value)} reached the limit ${money(threshold)}`;
  if (trigger_type === 'MANUAL') return `by ${actor}: ${reason}`;
  return trigger_type === 'COOLDOWN' ? `${sentence(trigger_type)}: ${reason}` : reason;
}

export function WorkflowLink({ scope }: { scope: string }) {
  const base = useAbout().data?.temporal_ui_url;
  if (!base) return null;
  return (
    <Button
      size="xs"
      variant="outline"
      color="gray.0"
      component="a"
      target="_blank"
      rel="noreferrer"
      href={`${base}/workflows/${encodeURIComponent(`breaker:${scope}`)}`}
    >
      Workflow ↗
    </Button>
  );
}

/** The other mode of an open breaker, with a reason. */
function ModeForm({ breaker, onDone }: { breaker: BreakerAnswer; onDone: () => void }) {
  const queries = useQueryClient();
  const mode = breaker.mode === 'halt' ? 'reduce_only' : 'halt';
  const change = useMutation({
    mutationFn: (reason: string) => api.changeMode({ breaker_id: breaker.breaker_id, mode, reason }),
    onSuccess: onDone,
    onSettled: () => refresh(queries, 'breakers'),
  });
  return (
    <ReasonForm
      missing="Say why the mode is changed"
      refused="The mode was not changed"
      action={mode === 'halt' ? 'Halt' : 'Let closing orders pass'}
      act={change}
      onCancel={onDone}
    >
      <p>
        Of <strong>{scopeInWords(breaker.scope)}</strong>{' '}
        {mode === 'halt'
          ? 'no order will pass any more, closing ones neither. Cancels pass.'
          : 'orders that close a position will pass, all others stay refused. The breaker stays open.'}
      </p>
    </ReasonForm>
  );
}

function ResetForm({ breaker, onDone }: { breaker: BreakerAnswer; onDone: () => void }) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const queries = useQueryClient();
  const reset = useMutation({
    mutationFn: (force: boolean) => api.reset({ breaker_id: breaker.breaker_id, reason: reason.trim(), force }),
    onSuccess: ({ tripped_again }) => (tripped_again ? undefined : onDone()),
    onSettled: () => refresh(queries, 'breakers'),
  });
  const causePersists = reset.error instanceof RefusedError && reset.error.problem.code === 'BREAKER_CAUSE_PERSISTS';
  const fault = reason.trim() === '' ? 'Say why it may be opened again' : null;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!fault) reset.mutate(false);
      }}
    >
      <Stack gap="sm">
        <p>
          Orders of <strong>{scopeInWords(breaker.scope)}</strong> will pass again. It was tripped {whyInWords(breaker)}.
        </p>
        <Textarea
          label="Reason"
          description="Kept in the log with your name"
          data-autofocus
          required
          maxLength={500}
          value={reason}
          error={tried && fault}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {reset.data?.tripped_again ? (
          <Note tone="warn" title="It tripped again at once">
            <p>Its cause persists: the loss of the day is still at its limit. Raise the limit or wait for the next day.</p>
          </Note>
        ) : null}
        {causePersists ? (
          <Note tone="warn" title="Its cause persists">
            <p>{wordsFor(reset.error)}</p>
            <Button size="xs" variant="default" onClick={() => reset.mutate(true)}>
              Reset all the same
            </Button>
          </Note>
        ) : reset.isError ? (
          <Failure what="The breaker was not reset" error={reset.error} />
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={reset.isPending}>
            Reset
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
