import { Autocomplete, Group, Stack, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/calls.js';
import { useInstruments, useStrategies } from '../api/hooks.js';
import { AccountSelect, useChosenAccount } from '../shell/account-choice.js';
import { Panel, Tag } from '../ui/figures.js';
import { inUnit, inUnitBeside, percent } from '../ui/format.js';
import { Failure } from '../ui/notes.js';
import { BROKER_DEFAULT, EACH_ACCOUNT } from '#core/model/scope.js';
import { strictest } from './scope.js';

const POLL_MS = 2000;
const NAME = /^[a-z0-9][a-z0-9_-]{0,31}$/;
const TICKER = /^[A-Z][A-Z0-9.]{0,9}$/;

/** Every limit that would hold for an order of somebody in something: where it is set, what is used of it, and which one binds first. */
export function Effective() {
  const chosen = useChosenAccount();
  const [account, setAccount] = useState(chosen);
  const [typed, setTyped] = useState({ symbol: '', strategy: '', user: '' });
  const symbols = useInstruments().data?.instruments.map(({ symbol }) => symbol) ?? [];
  const strategies = useStrategies().data?.strategies.map(({ strategy }) => strategy) ?? [];
  const symbol = typed.symbol.trim().toUpperCase();
  const of = {
    account,
    ...(TICKER.test(symbol) ? { symbol } : {}),
    ...(NAME.test(typed.strategy.trim()) ? { strategy: typed.strategy.trim() } : {}),
    ...(typed.user.trim() === '' ? {} : { user: typed.user.trim() }),
  };
  const answer = useQuery({
    queryKey: ['limits', 'effective', of],
    queryFn: ({ signal }) => api.effective(of, signal),
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
  });
  const rows = (answer.data?.limits ?? []).filter(({ value }) => value !== null);
  const off = (answer.data?.limits.length ?? 0) - rows.length;
  const binding = strictest(rows);
  return (
    <Panel title="What holds for an order">
      <Stack gap="sm" className="panel-body">
        <Group align="start" gap="sm">
          <AccountSelect label="Account" value={account} onChange={setAccount} />
          <Autocomplete
            label="Symbol"
            data={symbols}
            value={typed.symbol}
            error={symbol !== '' && !TICKER.test(symbol) ? 'Is no symbol' : undefined}
            onChange={(value) => setTyped({ ...typed, symbol: value })}
          />
          <Autocomplete
            label="Strategy"
            data={strategies}
            value={typed.strategy}
            onChange={(value) => setTyped({ ...typed, strategy: value })}
          />
          <TextInput
            label="User"
            value={typed.user}
            onChange={({ currentTarget }) => setTyped({ ...typed, user: currentTarget.value })}
          />
        </Group>
        {answer.isError ? <Failure what="It cannot be said" error={answer.error} /> : null}
        {rows.length > 0 ? (
          <div className="scroll-x" tabIndex={0} role="region" aria-label="Table: limits that hold">
            <table className="changes">
              <thead>
                <tr>
                  <th scope="col">Limit</th>
                  <th scope="col" className="end">
                    Value
                  </th>
                  <th scope="col">Set at</th>
                  <th scope="col">Measured at</th>
                  <th scope="col" className="end">
                    Used
                  </th>
                  <th scope="col" className="end">
                    Left
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => {
                  const { limit_name, words, unit, scope, origin, value, used, left } = row;
                  const own = origin === scope;
                  return (
                    <tr key={`${origin} ${scope} ${limit_name}`}>
                      <td>{words}</td>
                      <td className="end num">
                        {inUnit(value, unit)} {binding.has(row) ? <Tag tone="warn">strictest</Tag> : null}
                      </td>
                      <td>
                        {origin}{' '}
                        <span className="dim">
                          {own
                            ? '(own)'
                            : origin === EACH_ACCOUNT
                              ? '(inherited)'
                              : origin === BROKER_DEFAULT
                                ? '(nobody set it)'
                                : ''}
                        </span>
                      </td>
                      <td>{scope}</td>
                      <td className="end num">
                        {used === null ? '–' : inUnitBeside(used, value, unit)}
                        {used !== null && typeof value === 'number' && value > 0 ? (
                          <span className="dim"> {percent((used / value) * 100)}</span>
                        ) : null}
                      </td>
                      <td className="end num">{left === null ? '–' : inUnit(left, unit)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        ) : null}
        {answer.data ? <p className="dim">{off} more limits are off.</p> : null}
      </Stack>
    </Panel>
  );
}
