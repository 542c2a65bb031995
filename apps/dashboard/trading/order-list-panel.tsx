import { Button, Checkbox, Group, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { ListAnswer } from '#contracts/answers.js';
import { ORDERS_IN_LIST } from '#contracts/order.js';
import { api } from '../api/calls.js';
import { NoAnswerError, RefusedError, wordsFor } from '../api/client.js';
import { refresh } from '../api/hooks.js';
import { Panel } from '../ui/figures.js';
import { Note } from '../ui/notes.js';
import {
  afterListAnswer,
  emptyList,
  givenUp,
  keepList,
  type ListedOrder,
  type OrderList,
  ordersOf,
  refusing,
  restoreList,
  whyNotMore,
  withoutOrder,
  withOrder,
} from './order-list.js';
import type { Ticket } from './ticket.js';

type Outcome = { accepted: ListAnswer } | { error: unknown } | null;

/** The list of the tab: what is in it, and what became of the last one. */
export function useOrderList(account: string) {
  const [list, setList] = useState<OrderList>(() => restoreList(sessionStorage));
  const [outcome, setOutcome] = useState<Outcome>(null);
  /** State comes with the next drawing; a second click can come before it. */
  const sending = useRef(false);
  const queries = useQueryClient();
  useEffect(() => keepList(sessionStorage, list), [list]);
  const add = useCallback(
    (ticket: Ticket) => {
      setOutcome(null);
      setList((now) => withOrder(now, ticket, account));
    },
    [account],
  );
  const send = async () => {
    const orders = ordersOf(list);
    if (sending.current || orders === null) return;
    sending.current = true;
    setOutcome(null);
    const sent: OrderList = { ...list, phase: 'sending' };
    setList(sent);
    keepList(sessionStorage, sent);
    try {
      const accepted = await api.submitList({ orders, one_cancels_other: sent.oneCancelsOther });
      setOutcome({ accepted });
      setList(emptyList(''));
    } catch (error) {
      setOutcome({ error });
      setList(afterListAnswer(sent, error));
    } finally {
      sending.current = false;
      refresh(queries, 'orders', 'accounts', 'positions');
    }
  };
  const remove = (id: string) => setList((now) => withoutOrder(now, id));
  const pair = (oneCancelsOther: boolean) => setList((now) => ({ ...now, oneCancelsOther }));
  const giveUp = () => setList((now) => givenUp(now));
  const clear = () => {
    setOutcome(null);
    setList(emptyList(''));
  };
  return { list, outcome, add, send, remove, pair, giveUp, clear, whyNot: whyNotMore(list, account) };
}
export type OrderListState = ReturnType<typeof useOrderList>;

/** Orders that are sent together, all or none; nothing while there is none. */
export function OrderListPanel({ state }: { state: OrderListState }) {
  const { list, outcome, send, remove, pair, giveUp, clear } = state;
  const { account, orders, phase } = list;
  if (orders.length === 0 && outcome === null) return null;
  const missing = ORDERS_IN_LIST.min - orders.length;
  return (
    <Panel title="Order list" aside={orders.length > 0 ? <span className="dim">{account}</span> : undefined}>
      <Stack gap="sm" className="panel-body">
        {orders.length > 0 ? (
          <ol className="entries" aria-label="Orders of the list">
            {orders.map((order, place) => (
              <Leg key={order.client_order_id} of={order} place={place} remove={phase === 'editing' ? remove : undefined} />
            ))}
          </ol>
        ) : null}
        {phase === 'unknown' ? (
          <Note tone="warn" title="No answer came: the list may have been accepted">
            <p>Sending it again is safe: under the same ids the server gives its first answer again and places nothing twice.</p>
            <Group gap="xs">
              <Button size="xs" onClick={() => void send()}>
                Send the list again safely
              </Button>
              <Button size="xs" variant="default" onClick={giveUp}>
                Give up
              </Button>
            </Group>
          </Note>
        ) : orders.length > 0 ? (
          <>
            {missing > 0 ? <p className="dim">A list has at least {ORDERS_IN_LIST.min} orders: add another one.</p> : null}
            <Checkbox
              label="One cancels other"
              description="The first fill cancels the rest. Until then all of them count"
              checked={list.oneCancelsOther}
              disabled={phase === 'sending'}
              onChange={(event) => pair(event.currentTarget.checked)}
            />
            <Group gap="xs" grow preventGrowOverflow={false}>
              <Button loading={phase === 'sending'} disabled={missing > 0} onClick={() => void send()}>
                Send all {orders.length}, or none
              </Button>
              <Button variant="default" disabled={phase === 'sending'} onClick={clear}>
                Clear the list
              </Button>
            </Group>
          </>
        ) : null}
        <Outcome of={outcome} list={list} />
      </Stack>
    </Panel>
  );
}

function Leg({ of, place, remove }: { of: ListedOrder; place: number; remove: ((id: string) => void) | undefined }) {
  const { side, quantity, symbol, order_type, price, stop_price, time_in_force, strategy } = of.fields;
  const at = [price === '' ? '' : `at ${price}`, stop_price === '' ? '' : `stop ${stop_price}`].filter(Boolean).join(', ');
  return (
    <li>
      <Group justify="space-between" align="start" wrap="nowrap">
        <div className="anywhere">
          {place + 1}.{' '}
          <strong>
            {side === 'BUY' ? 'Buy' : 'Sell'} {quantity.trim()} {symbol}
          </strong>{' '}
          {at}
          <p className="dim">
            {[order_type.replace('_', ' '), time_in_force, ...(strategy === '' ? [] : [strategy])].join(' · ')}
          </p>
        </div>
        {remove ? (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Remove order ${place + 1} from the list`}
            onClick={() => remove(of.client_order_id)}
          >
            Remove
          </Button>
        ) : null}
      </Group>
      {of.faults.length > 0 ? (
        <ul className="loss leg-faults" aria-label={`What order ${place + 1} met`}>
          {of.faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}

function Outcome({ of: outcome, list }: { of: Outcome; list: OrderList }) {
  if (outcome === null) return null;
  if ('accepted' in outcome) {
    const { orders } = outcome.accepted;
    return (
      <div data-testid="list-outcome">
        <Note tone="good" title={`Accepted: all ${orders.length} orders`}>
          <ul>
            {orders.map(({ order, decision_id }) => (
              <li key={decision_id}>
                {order.side} {order.symbol}: <Link to={`/decisions/${decision_id}`}>how it was decided</Link>
              </li>
            ))}
          </ul>
        </Note>
      </div>
    );
  }
  const { error } = outcome;
  if (error instanceof NoAnswerError) return null;
  const who = refusing(list);
  const decision = error instanceof RefusedError ? error.problem.decision_id : null;
  return (
    <div data-testid="list-outcome">
      <Note tone="bad" title="None was let through">
        <p>{who === null ? wordsFor(error) : `${who} refused all. The reasons stand there.`}</p>
        {decision ? (
          <p>
            <Link to={`/decisions/${decision}`}>Why, rule by rule</Link>
          </p>
        ) : null}
      </Note>
    </div>
  );
}
