import { Autocomplete, Group, NativeSelect } from '@mantine/core';
import { useInstruments, useLimitScopes, useStrategies } from '../api/hooks.js';
import { AccountSelect, useChosenAccount } from '../shell/account-choice.js';
import { type ChosenScope, chosenScope, EACH, scopeText } from './scope.js';

const WHO = [
  { value: 'each', label: 'Each account' },
  { value: 'firm', label: 'The whole firm' },
  { value: 'account', label: 'One account' },
  { value: 'strategy', label: 'One strategy' },
  { value: 'user', label: 'One user' },
];
const WHAT = [
  { value: 'all', label: 'in everything' },
  { value: 'symbol', label: 'in one symbol' },
  { value: 'sector', label: 'in one sector' },
  { value: 'class', label: 'in one class' },
];

/** Whose limits are shown and changed, and in what. */
export function ScopeChoice({ scope, change }: { scope: ChosenScope; change: (scope: ChosenScope) => void }) {
  const account = useChosenAccount();
  const instruments = useInstruments().data?.instruments ?? [];
  const strategies = useStrategies().data?.strategies.map(({ strategy }) => strategy) ?? [];
  const set = useLimitScopes().data?.scopes.map((one) => one.scope) ?? [];
  const groups = (field: string) => [...new Set(instruments.flatMap(({ fields }) => fields[field] ?? []))].sort();
  const names = {
    symbol: instruments.map(({ symbol }) => symbol),
    sector: groups('sector'),
    class: groups('asset_class'),
    all: [],
  };
  const { who, whose, what, of } = scope;
  const missing = scopeText(scope) === null;
  return (
    <Group align="start" gap="sm">
      <NativeSelect
        label="Limits of"
        data={WHO}
        value={who}
        onChange={({ currentTarget: { value } }) =>
          change({ ...scope, who: value as ChosenScope['who'], whose: value === 'account' ? account : '' })
        }
      />
      {who === 'account' ? (
        <AccountSelect label="Account" value={whose} onChange={(name) => change({ ...scope, whose: name })} />
      ) : null}
      {who === 'strategy' || who === 'user' ? (
        <Autocomplete
          label={who === 'user' ? 'User' : 'Strategy'}
          data={who === 'strategy' ? strategies : []}
          value={whose}
          error={missing && whose.trim() === '' ? 'Say which one' : undefined}
          onChange={(name) => change({ ...scope, whose: name })}
        />
      ) : null}
      <NativeSelect
        label="Part"
        data={WHAT}
        value={what}
        onChange={({ currentTarget: { value } }) => change({ ...scope, what: value as ChosenScope['what'], of: '' })}
      />
      {what === 'all' ? null : (
        <Autocomplete
          label={
            WHAT.find(({ value }) => value === what)
              ?.label.replace('in one ', '')
              .replace(/^./, (c) => c.toUpperCase()) ?? ''
          }
          data={names[what]}
          value={of}
          error={missing && of.trim() === '' ? 'Say which one' : undefined}
          onChange={(name) => change({ ...scope, of: name })}
        />
      )}
      {set.length > 0 ? (
        <NativeSelect
          label="Scopes with limits"
          data={[{ value: '', label: 'Go to …' }, ...set]}
          value={set.includes(scopeText(scope) ?? '') ? (scopeText(scope) ?? '') : ''}
          onChange={({ currentTarget: { value } }) => change(value === '' ? EACH : chosenScope(value))}
        />
      ) : null}
    </Group>
  );
}
