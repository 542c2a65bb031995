import { Button, Checkbox, Group, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { AcceptedAnswer } from '#contracts/answers.js';
import { hasLimit, isStop, ORDER_TYPES, type OrderType, TIMES_IN_FORCE } from '#core/model/order.js';
import { api, type OrderInput } from '../api/calls.js';
import { NoAnswerError, RefusedError, wordsFor } from '../api/client.js';
import { refresh, useQuotes, useStrategies } from '../api/hooks.js';
import { HaltNote } from '../halts/halt-note.js';
import { usePrice } from '../instruments/use-price.js';
import { Panel } from '../ui/figures.js';
import { money, quantity } from '../ui/format.js';
import { Note } from '../ui/notes.js';
import type { OrderListState } from './order-list-panel.js';
import {
  afterAnswer,
  emptyTicket,
  type Faults,
  faultsOf,
  type FieldName,
  keepTicket,
  newTicket,
  orderOf,
  restoreTicket,
  type Ticket,
  type TicketFields,
} from './ticket.js';

/** White text on them has 5:1 and more. */
const SIDE_COLOURS = { BUY: '#0d7038', SELL: '#b3202a' } as const;
const TYPE_WORDS: Record<OrderType, string> = { LIMIT: 'Limit', MARKET: 'Market', STOP: 'Stop', STOP_LIMIT: 'Stop limit' };
const PREVIEW_DELAY_MS = 250;
const PREVIEW_EVERY_MS = 2000;

type Outcome = { accepted: AcceptedAnswer } | { error: unknown } | null;

/** The order form: says what the order is worth and whether it would pass while it is typed, and sends it once. */
export function OrderTicket({ account, list }: { account: string; list: OrderListState }) {
  const [ticket, setTicket] = useState<Ticket>(() => restoreTicket(sessionStorage));
  const [touched, setTouched] = useState<Partial<Record<FieldName, boolean>>>({});
  const [outcome, setOutcome] = useState<Outcome>(null);
  const [serverFaults, setServerFaults] = useState<Faults>({});
  /** State comes with the next drawing; a second click can come before it. */
  const sending = useRef(false);
  const queries = useQueryClient();
  useEffect(() => keepTicket(sessionStorage, ticket), [ticket]);

  const { fields, phase } = ticket;
  const checked = orderOf(ticket, account);
  const faults: Faults = { ...('faults' in checked ? checked.faults : {}), ...serverFaults };
  const fault = (name: FieldName) => (touched[name] ? faults[name] : undefined);
  const change = (part: Partial<TicketFields>) => {
    setTicket((now) => ({ ...now, fields: { ...now.fields, ...part } }));
    setServerFaults({});
  };
  const touch = (name: FieldName) => () => setTouched((now) => ({ ...now, [name]: true }));

  const touchAll = () => setTouched({ symbol: true, quantity: true, price: true, stop_price: true, good_till: true });
  /** What is typed goes to the list under this ticket's id, and the next order begins with the same. */
  const addToList = () => {
    touchAll();
    if (!('order' in checked) || phase !== 'editing') return;
    list.add(ticket);
    setTicket(newTicket(fields));
    setOutcome(null);
  };
  const send = async () => {
    touchAll();
    if (sending.current || !('order' in checked)) return;
    sending.current = true;
    setOutcome(null);
    const sent: Ticket = { ...ticket, phase: 'sending' };
    setTicket(sent);
    keepTicket(sessionStorage, sent);
    try {
      const accepted = await api.submit(checked.order);
      setOutcome({ accepted });
      setTicket(newTicket(sent.fields));
    } catch (error) {
      setOutcome({ error });
      setServerFaults(faultsOf(error));
      setTicket(afterAnswer(sent, error));
    } finally {
      sending.current = false;
      refresh(queries, 'orders', 'accounts', 'positions');
    }
  };
  const busy = phase === 'sending';
  const locked = phase !== 'editing';

  return (
    <Panel title="Order form">
      <form
        className="ticket"
        noValidate
        aria-label="Order form"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <SegmentedControl
          fullWidth
          aria-label="Side"
          disabled={locked}
          color={SIDE_COLOURS[fields.side]}
          value={fields.side}
          onChange={(side) => change({ side: side === 'SELL' ? 'SELL' : 'BUY' })}
          data={[
            { value: 'BUY', label: 'Buy' },
            { value: 'SELL', label: 'Sell' },
          ]}
        />
        <SymbolField
          value={fields.symbol}
          disabled={locked}
          error={fault('symbol')}
          onChange={(symbol) => change({ symbol })}
          onBlur={touch('symbol')}
        />
        {fields.symbol === '' ? null : <HaltNote symbol={fields.symbol} />}
        <div className="ticket-pair">
          <TextInput
            label="Quantity"
            inputMode="decimal"
            autoComplete="off"
            disabled={locked}
            value={fields.quantity}
            error={fault('quantity')}
            onChange={(event) => change({ quantity: event.currentTarget.value })}
            onBlur={touch('quantity')}
          />
          <Select
            label="Type"
            allowDeselect={false}
            disabled={locked}
            data={ORDER_TYPES.map((value) => ({ value, label: TYPE_WORDS[value] }))}
            value={fields.order_type}
            onChange={(type) => change({ order_type: ORDER_TYPES.find((one) => one === type) ?? 'LIMIT' })}
          />
          {isStop(fields.order_type) ? (
            <TextInput
              label="Stop price"
              inputMode="decimal"
              autoComplete="off"
              disabled={locked}
              value={fields.stop_price}
              error={fault('stop_price')}
              onChange={(event) => change({ stop_price: event.currentTarget.value })}
              onBlur={touch('stop_price')}
            />
          ) : null}
          {fields.order_type === 'STOP' ? null : (
            <TextInput
              label={hasLimit(fields.order_type) ? 'Price' : 'Price (optional)'}
              inputMode="decimal"
              autoComplete="off"
              disabled={locked}
              value={fields.price}
              error={fault('price')}
              onChange={(event) => change({ price: event.currentTarget.value })}
              onBlur={touch('price')}
            />
          )}
          <Select
            label="In force"
            allowDeselect={false}
            disabled={locked}
            data={[...TIMES_IN_FORCE]}
            value={fields.time_in_force}
            onChange={(tif) => change({ time_in_force: TIMES_IN_FORCE.find((one) => one === tif) ?? 'DAY' })}
          />
          {fields.time_in_force === 'GTD' ? (
            <TextInput
              label="Good till"
              type="datetime-local"
              disabled={locked}
              value={fields.good_till}
              error={fault('good_till')}
              onChange={(event) => change({ good_till: event.currentTarget.value })}
              onBlur={touch('good_till')}
            />
          ) : null}
        </div>
        <StrategyField
          value={fields.strategy}
          disabled={locked}
          error={serverFaults.strategy}
          onChange={(strategy) => change({ strategy })}
        />
        <Group gap="md">
          <Checkbox
            size="xs"
            label="Reduce only"
            disabled={locked}
            checked={fields.reduce_only}
            onChange={(event) => change({ reduce_only: event.currentTarget.checked })}
          />
          <Checkbox
            size="xs"
            label="Extended hours"
            disabled={locked}
            checked={fields.extended_hours}
            onChange={(event) => change({ extended_hours: event.currentTarget.checked })}
          />
        </Group>
        <Preview order={'order' in checked ? checked.order : null} use={(most) => change({ quantity: String(most) })} />
        {phase === 'unknown' ? (
          <Unknown
            onRetry={() => void send()}
            onDiscard={() => {
              setOutcome(null);
              setTicket(newTicket(fields));
            }}
            clientOrderId={ticket.client_order_id}
          />
        ) : (
          <Stack gap="xs">
            <Button type="submit" loading={busy} color={SIDE_COLOURS[fields.side]}>
              {fields.side === 'BUY' ? 'Buy' : 'Sell'} {fields.symbol}
            </Button>
            <Group gap="xs" grow>
              <Button
                variant="default"
                disabled={busy || list.whyNot !== null}
                title={list.whyNot ?? 'Sent together with others, all or none'}
                onClick={addToList}
              >
                Add to list
              </Button>
              <Button
                variant="default"
                disabled={busy}
                onClick={() => {
                  setTicket(newTicket(emptyTicket));
                  setTouched({});
                  setOutcome(null);
                }}
              >
                Clear
              </Button>
            </Group>
          </Stack>
        )}
        {list.whyNot === null ? null : <p className="dim">{list.whyNot}.</p>}
        <OutcomeNote outcome={outcome} />
      </form>
    </Panel>
  );
}

function SymbolField(props: {
  value: string;
  disabled: boolean;
  error: string | undefined;
  onChange: (symbol: string) => void;
  onBlur: () => void;
}) {
  const quotes = useQuotes().data?.quotes ?? [];
  const price = usePrice();
  const figure = (value: number | null | undefined) => (typeof value === 'number' ? price(props.value, value) : '–');
  const quote = quotes.find(({ symbol }) => symbol === props.value);
  const known = quotes.map(({ symbol }) => symbol);
  return (
    <Select
      label="Symbol"
      placeholder="Search"
      searchable
      allowDeselect={false}
      selectFirstOptionOnChange
      nothingFoundMessage="Not a symbol that may be traded"
      data={props.value !== '' && !known.includes(props.value) ? [...known, props.value] : known}
      value={props.value === '' ? null : props.value}
      disabled={props.disabled}
      error={props.error}
      description={<span className="num">{`Bid ${figure(quote?.bid)} · Ask ${figure(quote?.ask)}`}</span>}
      onChange={(symbol) => props.onChange(symbol ?? '')}
      onBlur={props.onBlur}
    />
  );
}

/** Whose idea the order is; asked where strategies are declared. */
function StrategyField(props: {
  value: string;
  disabled: boolean;
  error: string | undefined;
  onChange: (strategy: string) => void;
}) {
  const declared = useStrategies().data?.strategies.map(({ strategy }) => strategy) ?? [];
  if (declared.length === 0 && props.value === '') return null;
  return (
    <Select
      label="Strategy"
      placeholder="None"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'No strategy' }}
      data={props.value === '' || declared.includes(props.value) ? declared : [...declared, props.value]}
      value={props.value === '' ? null : props.value}
      disabled={props.disabled}
      error={props.error}
      onChange={(strategy) => props.onChange(strategy ?? '')}
    />
  );
}

/** Whether the order would pass now: asked a moment after the last key, and again while it stands, for the account moves. */
function Preview({ order, use }: { order: OrderInput | null; use: (most: number) => void }) {
  const content = order && JSON.stringify({ ...order, client_order_id: 'what-if' });
  const [settled] = useDebouncedValue(content, PREVIEW_DELAY_MS);
  const asked = content !== null && settled === content;
  const check = useQuery({
    queryKey: ['check', settled],
    queryFn: ({ signal }) => api.check(JSON.parse(settled ?? '{}') as OrderInput, signal),
    enabled: asked,
    refetchInterval: PREVIEW_EVERY_MS,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  if (content === null)
    return <p className="preview dim">Fill in the order to see what it is worth and whether it would pass.</p>;
  if (check.isError)
    return (
      <div className="preview">
        <Note tone="warn" title="Cannot say now whether it would pass">
          <p>{wordsFor(check.error)}</p>
        </Note>
      </div>
    );
  if (!check.data) return <p className="preview dim">Checking …</p>;
  const { accepted, notional, max_quantity, violations } = check.data;
  // Most orders are in whole units; a fraction is offered where not even one unit passes.
  const offered = max_quantity >= 1 ? Math.floor(max_quantity) : max_quantity;
  return (
    <div className="preview" aria-live="polite" data-testid="preview" aria-busy={!asked || check.isPlaceholderData}>
      <p className="ticket-worth">
        <span className="dim">Order is worth</span>
        <strong className="num">{money(notional)}</strong>
      </p>
      {accepted ? (
        <Note tone="good" title="Would pass">
          <p>
            Up to <span className="num">{quantity(max_quantity)}</span> would.
          </p>
        </Note>
      ) : (
        <Note tone="warn" title="Would be refused">
          <ul>
            {violations.map(({ rule_id, message }) => (
              <li key={rule_id}>{message}</li>
            ))}
          </ul>
          {max_quantity > 0 ? (
            <Button size="compact-xs" variant="default" onClick={() => use(offered)}>
              Use {quantity(offered)}, the most that would pass{offered === max_quantity ? '' : ' in whole units'}
            </Button>
          ) : (
            <p>No quantity would pass.</p>
          )}
        </Note>
      )}
    </div>
  );
}

function Unknown({ onRetry, onDiscard, clientOrderId }: { onRetry: () => void; onDiscard: () => void; clientOrderId: string }) {
  return (
    <Note tone="warn" title="No answer came: the order may have been accepted">
      <p>Sending it again is safe: under the same id the server gives its first answer again and never places it twice.</p>
      <Group gap="xs">
        <Button size="xs" onClick={onRetry}>
          Send again safely
        </Button>
        <Button size="xs" variant="default" component={Link} to={`/decisions?text=${encodeURIComponent(clientOrderId)}`}>
          Look it up
        </Button>
        <Button size="xs" variant="default" onClick={onDiscard}>
          Give up
        </Button>
      </Group>
    </Note>
  );
}

function OutcomeNote({ outcome }: { outcome: Outcome }) {
  const price = usePrice();
  if (outcome === null) return null;
  if ('accepted' in outcome) {
    const { order, decision_id } = outcome.accepted;
    return (
      <div data-testid="outcome">
        <Note
          tone="good"
          title={`Accepted: ${order.side} ${quantity(order.quantity)} ${order.symbol}${order.price === null ? ' at market' : ` at ${price(order.symbol, order.price)}`}${order.stop_price === null ? '' : `, once the market is at ${price(order.symbol, order.stop_price)}`}`}
        >
          <p>
            <Link to={`/decisions/${decision_id}`}>How it was decided</Link>
          </p>
        </Note>
      </div>
    );
  }
  const { error } = outcome;
  if (error instanceof NoAnswerError) return null;
  const refused = error instanceof RefusedError ? error.problem : null;
  return (
    <div data-testid="outcome">
      <Note tone="bad" title={refused?.decision_id ? 'Refused' : 'Not sent through'}>
        {refused && refused.violations.length > 0 ? (
          <ul>
            {refused.violations.map(({ code, field, message }) => (
              <li key={`${code}${field ?? ''}`}>{field === undefined ? message : `${field} ${message}`}</li>
            ))}
          </ul>
        ) : (
          <p>{wordsFor(error)}</p>
        )}
        {refused?.decision_id ? (
          <p>
            <Link to={`/decisions/${refused.decision_id}`}>Why, rule by rule</Link>
          </p>
        ) : null}
      </Note>
    </div>
  );
}
