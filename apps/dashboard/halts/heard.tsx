import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { HeartbeatsAnswer, OpenSessionsAnswer } from '#contracts/answers.js';
import { api } from '../api/calls.js';
import { scopeInWords } from '../shell/breaker-alarm.js';
import { Panel, When } from '../ui/figures.js';
import { whole } from '../ui/format.js';
import { Failure } from '../ui/notes.js';

const POLL_MS = 2000;

/** Programs that stop something when they fall silent: heartbeats halt their scope, order sessions cancel their orders. */
export function Heard() {
  const beats = useQuery({ queryKey: ['heartbeats'], queryFn: api.heartbeats, refetchInterval: POLL_MS });
  const sessions = useQuery({ queryKey: ['order-sessions'], queryFn: api.orderSessions, refetchInterval: POLL_MS });
  return (
    <>
      <Panel title="Heartbeats">
        {beats.isError ? (
          <Failure what="Heartbeats cannot be shown" error={beats.error} retry={() => void beats.refetch()} />
        ) : null}
        {beats.data?.heartbeats.length === 0 ? (
          <p className="panel-body dim">None is armed. One that falls silent halts its account or strategy.</p>
        ) : null}
        {beats.data && beats.data.heartbeats.length > 0 ? <Beats of={beats.data.heartbeats} /> : null}
      </Panel>
      <Panel title="Order sessions">
        {sessions.isError ? (
          <Failure what="Order sessions cannot be shown" error={sessions.error} retry={() => void sessions.refetch()} />
        ) : null}
        {sessions.data?.sessions.length === 0 ? (
          <p className="panel-body dim">None is open. When one falls silent its open orders are canceled.</p>
        ) : null}
        {sessions.data && sessions.data.sessions.length > 0 ? <Sessions of={sessions.data.sessions} /> : null}
      </Panel>
    </>
  );
}

function Table({ label, heads, children }: { label: string; heads: { name: string; end?: boolean }[]; children: ReactNode }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={`Table: ${label}`}>
      <table className="changes">
        <thead>
          <tr>
            {heads.map(({ name, end }) => (
              <th scope="col" key={name} className={end ? 'end' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

const BEAT_HEADS = [
  { name: 'Halted when silent' },
  { name: 'Armed by' },
  { name: 'Silent at most', end: true },
  { name: 'Heard last' },
];

function Beats({ of }: { of: HeartbeatsAnswer['heartbeats'] }) {
  return (
    <Table label="heartbeats" heads={BEAT_HEADS}>
      {of.map(({ scope, armed_by, timeout_seconds, heard_at }) => (
        <tr key={scope}>
          <td>
            <strong>{scopeInWords(scope)}</strong>
          </td>
          <td>{armed_by}</td>
          <td className="end num">{timeout_seconds} s</td>
          <td>
            <When at={heard_at} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

type Session = OpenSessionsAnswer['sessions'][number];
const SESSION_HEADS = [
  ...[{ name: 'Account' }, { name: 'Opened by' }, { name: 'Silent at most', end: true }, { name: 'Open orders', end: true }],
  ...[{ name: 'Then canceled' }, { name: 'Heard last' }, { name: 'Session' }],
];

function Sessions({ of }: { of: Session[] }) {
  return (
    <Table label="order sessions" heads={SESSION_HEADS}>
      {of.map((one) => (
        <tr key={one.session_id}>
          <td>
            <strong>{one.account}</strong>
          </td>
          <td>{one.opened_by}</td>
          <td className="end num">
            {one.silent_seconds} s + {one.grace_seconds} s
          </td>
          <td className="end num">{whole(one.open_orders)}</td>
          <td>{goes(one)}</td>
          <td>
            <When at={one.heard_at} />
          </td>
          <td className="mono">{one.session_id}</td>
        </tr>
      ))}
    </Table>
  );
}

function goes({ include_gtc, keep_reducing }: Session): string {
  const kinds = include_gtc ? 'all orders' : 'all but GTC and GTD';
  return keep_reducing ? `${kinds}, closing ones stay` : kinds;
}
