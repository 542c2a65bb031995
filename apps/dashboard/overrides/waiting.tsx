import { Button, Group, Modal, Stack } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { OverrideRequestAnswer } from '#contracts/answers.js';
import { useMay } from '../access/may.js';
import { useMe } from '../access/who.js';
import { api } from '../api/calls.js';
import { useDone, useInForce } from '../api/in-force.js';
import { Panel, Tag, When } from '../ui/figures.js';
import { money, sentence, whole } from '../ui/format.js';
import { Failure } from '../ui/notes.js';
import { ReasonForm } from '../ui/reason-form.js';

const POLL_MS = 5000;
/** Of those that have ended. */
const SHOWN = 10;

/** Overrides of the firm: what one person asked for, and another one has to agree to or decline. */
export function WaitingOverrides() {
  const list = useQuery({ queryKey: ['override-requests'], queryFn: api.overrideRequests, refetchInterval: POLL_MS });
  const now = useClock();
  const [decides, setDecides] = useState<{ what: 'agree' | 'decline'; of: OverrideRequestAnswer } | null>(null);
  const all = list.data?.requests ?? [];
  const waiting = all.filter((one) => standing(one, now) === 'waiting');
  const ended = all.filter((one) => standing(one, now) !== 'waiting').slice(0, SHOWN);
  const close = () => setDecides(null);
  return (
    <Panel title="Of the whole firm: what waits for a second person">
      <Stack gap="sm" className="panel-body">
        {list.isError ? <Failure what="What waits cannot be shown" error={list.error} retry={() => void list.refetch()} /> : null}
        {list.data && waiting.length === 0 ? <p className="dim">Nothing waits.</p> : null}
        {waiting.length === 0 ? null : (
          <ul aria-label="Overrides that wait" className="entries">
            {waiting.map((one) => (
              <Waiting key={one.request_id} one={one} now={now} decide={(what) => setDecides({ what, of: one })} />
            ))}
          </ul>
        )}
        {ended.length === 0 ? null : (
          <>
            <h3>How earlier ones ended</h3>
            <ul aria-label="Requests that have ended" className="entries">
              {ended.map((one) => (
                <li key={one.request_id} className="anywhere">
                  <strong>{one.name}</strong> <Ended of={one} now={now} />
                </li>
              ))}
            </ul>
          </>
        )}
      </Stack>
      <Modal
        opened={decides !== null}
        onClose={close}
        title={decides?.what === 'decline' ? 'Decline the override' : 'Agree to the override'}
        transitionProps={{ duration: 0 }}
      >
        {decides?.what === 'agree' ? <AgreeForm one={decides.of} onDone={close} /> : null}
        {decides?.what === 'decline' ? <DeclineForm one={decides.of} onDone={close} /> : null}
      </Modal>
    </Panel>
  );
}

interface WaitingProps {
  one: OverrideRequestAnswer;
  now: number;
  decide: (what: 'agree' | 'decline') => void;
}
function Waiting({ one, now, decide }: WaitingProps) {
  const me = useMe().data;
  const may = useMay();
  const done = useDone('Withdrawn', 'Nobody can agree to it any more.', () => undefined);
  const withdraw = useMutation({ mutationFn: () => api.withdrawOverride(one.request_id), onSuccess: done });
  const isOwn = me?.user_id === one.asked_by;
  const button = (does: string, label: string, act: () => void, busy = false) => (
    <Button size="compact-xs" variant="default" aria-label={label} loading={busy} onClick={act}>
      {does}
    </Button>
  );
  return (
    <li>
      <Group justify="space-between" align="start" wrap="nowrap">
        <div className="anywhere">
          <strong>{one.name}</strong> for the whole firm <Tag tone="warn">waits: {left(one, now)} left</Tag>
          <Content of={one} />
        </div>
        <Group gap="xs" wrap="nowrap" style={{ flex: 'none' }}>
          {!isOwn && may('overrides.agree') ? button('Agree', `Agree to ${one.name}`, () => decide('agree')) : null}
          {!isOwn && may('overrides.agree') ? button('Decline', `Decline ${one.name}`, () => decide('decline')) : null}
          {isOwn ? button('Withdraw', `Withdraw ${one.name}`, () => withdraw.mutate(), withdraw.isPending) : null}
        </Group>
      </Group>
      {withdraw.isError ? <Failure what="It was not withdrawn" error={withdraw.error} /> : null}
    </li>
  );
}

/** All that is asked, to the last field. */
function Content({ of }: { of: OverrideRequestAnswer }) {
  return (
    <>
      <p>
        {of.codes.map(sentence).join(', ')}; orders of every account up to {money(of.max_notional)}; {whole(of.uses)}{' '}
        {of.uses === 1 ? 'use' : 'uses'}; until <When at={of.until} />
      </p>
      <p className="dim">
        asked for by {person(of.asked_by_name, of.asked_by)} at <When at={of.asked_at} />: {of.reason}
      </p>
    </>
  );
}

function Ended({ of, now }: { of: OverrideRequestAnswer; now: number }) {
  const state = standing(of, now);
  const by = state === 'expired' || of.ended_by === null ? null : person(of.ended_by_name, of.ended_by);
  return (
    <>
      <Tag tone={state === 'agreed' ? 'good' : 'neutral'}>{state}</Tag>
      <span className="dim">
        {by === null ? ' ' : ` by ${by} `}
        <When at={of.ended_at ?? of.ends_at} />
        {of.ended_reason === null ? '' : `: ${of.ended_reason}`}; asked for by {person(of.asked_by_name, of.asked_by)}
      </span>
    </>
  );
}

/** What is agreed to is what stands here: its hash goes with it, and the server refuses what differs. */
function AgreeForm({ one, onDone }: { one: OverrideRequestAnswer; onDone: () => void }) {
  const agreed = useInForce('The override holds for the very next order of every account.', onDone);
  const agree = useMutation({ mutationFn: () => api.agreeToOverride(one.request_id, one.content_hash), onSuccess: agreed });
  return (
    <Stack gap="sm">
      <p>
        From now on <strong>{one.name}</strong> lets orders of the whole firm pass, but never yours or those of{' '}
        {person(one.asked_by_name, one.asked_by)}:
      </p>
      <div className="anywhere">
        <Content of={one} />
      </div>
      {agree.isError ? <Failure what="It was not agreed to" error={agree.error} /> : null}
      <Group justify="flex-end">
        {/* The focus begins here, so that a key which is pressed twice agrees to nothing. */}
        <Button variant="default" data-autofocus onClick={onDone}>
          Cancel
        </Button>
        <Button loading={agree.isPending} onClick={() => agree.mutate()}>
          Agree to just this
        </Button>
      </Group>
    </Stack>
  );
}

function DeclineForm({ one, onDone }: { one: OverrideRequestAnswer; onDone: () => void }) {
  const declined = useDone('Declined', 'Nothing passes by it.', onDone);
  const decline = useMutation({
    mutationFn: (reason: string) => api.declineOverride(one.request_id, reason),
    onSuccess: declined,
  });
  return (
    <ReasonForm missing="Say why it is declined" refused="It was not declined" action="Decline" act={decline} onCancel={onDone}>
      <div className="anywhere">
        <strong>{one.name}</strong>
        <Content of={one} />
      </div>
    </ReasonForm>
  );
}

const person = (name: string | null, id: string): string => name ?? id;

/** By the reader's clock: one that is over is not shown as waiting until the next answer comes. */
const standing = ({ state, ends_at }: OverrideRequestAnswer, now: number): OverrideRequestAnswer['state'] =>
  state === 'waiting' && Date.parse(ends_at) <= now ? 'expired' : state;

function left({ ends_at }: OverrideRequestAnswer, now: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(ends_at) - now) / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}

function useClock(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
