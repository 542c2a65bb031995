import { Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { StrategiesAnswer } from '#contracts/answers.js';
import { restrictionName, strategyBody } from '#contracts/instruments.js';
import { SCOPED_FIELDS } from '#contracts/limits.js';
import { useMay } from '../access/may.js';
import { api } from '../api/calls.js';
import { useLimitScopes, useLocks, useStrategies } from '../api/hooks.js';
import { useInForce } from '../api/in-force.js';
import { ReasonInput, withReason } from '../limits/limit-fields.js';
import { Entries, EntryForm } from '../ui/entries.js';
import { Panel, Tag, When } from '../ui/figures.js';
import { inUnit, money, sentence } from '../ui/format.js';
import { listIn, listText } from '../ui/name-list.js';
import { Failure } from '../ui/notes.js';
import { EndForm } from './end-form.js';

type Strategy = StrategiesAnswer['strategies'][number];
const EMPTY = { strategy: '', accounts: '', symbols: '', capital: '', reason: '' };
type Typed = typeof EMPTY;
const typedOf = ({ strategy, accounts, symbols, capital }: Strategy): Typed => ({
  ...{ strategy, accounts: listText(accounts), symbols: listText(symbols), reason: '' },
  capital: capital === null ? '' : String(capital),
});

/** The strategies that orders may name, where each may trade, and what capital it has. */
export default function StrategiesPage() {
  const list = useStrategies();
  const may = useMay()('limits.change');
  const [typed, setTyped] = useState<Typed>(EMPTY);
  const [ending, setEnding] = useState<string | null>(null);
  const all = list.data?.strategies ?? [];
  return (
    <div className="page">
      <title>Strategies · Breakwater</title>
      <div className="page-head">
        <h1>Strategies</h1>
        {list.data ? (
          <span className="dim">Configuration {list.data.version}; a change holds for the very next order</span>
        ) : null}
      </div>
      <div className={may ? 'two' : undefined}>
        <Panel title="Declared strategies">
          <Stack gap="sm" className="panel-body">
            {list.isError ? (
              <Failure what="The strategies cannot be shown" error={list.error} retry={() => void list.refetch()} />
            ) : null}
            {list.data && all.length === 0 ? (
              <p className="dim">
                None is declared: an order may name any. From the first one on, orders that name another are refused.
              </p>
            ) : null}
            <Entries
              label="Strategies"
              takes="End"
              of={all.map((one) => ({
                name: one.strategy,
                children: <OneStrategy of={one} />,
                change: may ? () => setTyped(typedOf(one)) : undefined,
                takeAway: may ? () => setEnding(one.strategy) : undefined,
              }))}
            />
          </Stack>
        </Panel>
        {may ? <StrategyForm typed={typed} type={setTyped} known={all.map(({ strategy }) => strategy)} /> : null}
      </div>
      <Modal opened={ending !== null} onClose={() => setEnding(null)} title="End a strategy" transitionProps={{ duration: 0 }}>
        {ending === null ? null : <EndForm strategy={ending} isLast={all.length === 1} onDone={() => setEnding(null)} />}
      </Modal>
    </div>
  );
}

const listed = (names: readonly string[] | null, all: string, none: string) =>
  names === null ? all : names.length === 0 ? none : names.join(', ');

function OneStrategy({ of: { strategy, accounts, symbols, capital } }: { of: Strategy }) {
  const lock = useLocks().data?.locks.find(({ scope }) => scope === `strategy:${strategy}`);
  const set = useLimitScopes().data?.scopes.find(({ scope }) => scope === `strategy:${strategy}`)?.limits ?? {};
  const limits = SCOPED_FIELDS.flatMap(({ name, label, unit }) => {
    const value = set[name];
    return value === undefined ? [] : [`${label} ${unit === 'choice' ? sentence(String(value)) : inUnit(value, unit)}`];
  });
  return (
    <>
      <strong>{strategy}</strong>{' '}
      {lock ? (
        <Tag tone="bad" mark="■">
          Locked
        </Tag>
      ) : null}
      <p>
        In {listed(accounts, 'every account', 'no account')}; {listed(symbols, 'every symbol', 'no symbol')}
      </p>
      {capital === null ? null : <p className="dim">Capital {money(capital)}</p>}
      {limits.length > 0 ? <p className="dim">Own limits: {limits.join('; ')}</p> : null}
      {lock ? (
        <p className="dim">
          Locked by {lock.actor} since <When at={lock.locked_at} />: {lock.reason}
        </p>
      ) : null}
    </>
  );
}

function StrategyForm({ typed, type, known }: { typed: Typed; type: (typed: Typed) => void; known: string[] }) {
  const [tried, setTried] = useState(false);
  const strategy = typed.strategy.trim();
  const capital = typed.capital.trim().replaceAll(',', '');
  const body = withReason(
    {
      ...{ accounts: listIn(typed.accounts), symbols: listIn(typed.symbols.toUpperCase()) },
      capital: capital === '' ? null : capital,
    },
    typed.reason,
  );
  const checked = strategyBody.safeParse(body);
  const faults = new Map(
    checked.error?.issues.map(({ path: [field, at], message }) => {
      const named = field === 'capital' ? undefined : (field === 'accounts' ? body.accounts : body.symbols)?.[Number(at)];
      return [String(field), named === undefined ? message : `${named} ${message}`];
    }),
  );
  if (!restrictionName.safeParse(strategy).success) faults.set('strategy', '1 to 32 of a-z, 0-9, _ and -');
  const clear = () => {
    type(EMPTY);
    setTried(false);
  };
  const saved = useInForce('The strategy holds for the very next order.', clear);
  const save = useMutation({ mutationFn: () => api.setStrategy(strategy, body), onSuccess: saved });
  const text = (field: 'strategy' | 'accounts' | 'symbols' | 'capital', label: string, description: string) => (
    <TextInput
      label={label}
      description={description}
      autoComplete="off"
      value={typed[field]}
      error={tried ? faults.get(field) : undefined}
      onChange={({ currentTarget }) => type({ ...typed, [field]: currentTarget.value })}
    />
  );
  const isKnown = known.includes(strategy);
  return (
    <Panel title={isKnown ? `Change ${strategy}` : 'Declare a strategy'}>
      <EntryForm
        label="A strategy"
        className="panel-body"
        tried={() => setTried(true)}
        isValid={faults.size === 0}
        save={save}
        action={isKnown ? 'Change the strategy' : 'Declare'}
        clear={clear}
      >
        {text('strategy', 'Strategy', 'As orders name it')}
        {text('accounts', 'Accounts', 'With commas; empty is all, none is none')}
        {text('symbols', 'Symbols', 'With commas; empty is all, none is none')}
        {text('capital', 'Capital', 'Dollars as the day begins: its leverage and drawdown are measured on them; empty is none')}
        <ReasonInput value={typed.reason} onChange={(reason) => type({ ...typed, reason })} />
      </EntryForm>
    </Panel>
  );
}
