import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { LimitsAnswer, ScopedLimitsAnswer } from '#contracts/answers.js';
import { SCOPED_FIELDS } from '#contracts/limits.js';
import { scopedLimitsBody } from '#contracts/risk.js';
import { parseScope } from '#core/model/scope.js';
import { api } from '../api/calls.js';
import { useInForce } from '../api/in-force.js';
import { useLimitScopes } from '../api/hooks.js';
import { Panel, Tag } from '../ui/figures.js';
import { inUnit, sentence } from '../ui/format.js';
import { Failure } from '../ui/notes.js';
import { ReasonInput, Warnings, withReason } from './limit-fields.js';

/** The limits of one scope: what is set there, what an account inherits, and a form that sets one. */
export function ScopedLimits({ scope, each }: { scope: string; each: LimitsAnswer }) {
  const scopes = useLimitScopes();
  const set = scopes.data?.scopes.find((one) => one.scope === scope)?.limits ?? {};
  const kind = parseScope(scope)?.kind;
  const fields = SCOPED_FIELDS.filter(({ scopes: kinds }) => kind !== undefined && kinds.includes(kind));
  const inherits = kind === 'account';
  const inherited = each as Record<string, unknown>;
  // Own ones first; what is off for each account and not set here is counted only.
  const isOn = (name: string) => inherits && (inherited[name] ?? null) !== null;
  const shown = fields
    .filter(({ name }) => name in set || isOn(name))
    .toSorted((a, b) => Number(b.name in set) - Number(a.name in set));
  const off = inherits ? fields.filter(({ name }) => !(name in set) && name in each && !isOn(name)).length : 0;
  const [warnings, setWarnings] = useState<readonly string[]>([]);
  const saved = useInForce(`The limits of ${scope} hold from the next order on.`, () => undefined);
  const onSaved = ({ warnings: told }: ScopedLimitsAnswer) => {
    setWarnings(told);
    saved();
  };
  const remove = useMutation({ mutationFn: (limit: string) => api.removeScoped(scope, limit), onSuccess: onSaved });
  return (
    <Panel title={`Limits of ${scope}`}>
      <Stack gap="sm" className="panel-body">
        <p className="dim">
          {inherits
            ? 'A value of its own replaces that for each account.'
            : 'A limit here holds beside all others: the strictest decides.'}
        </p>
        {scopes.isError ? <Failure what="The limits cannot be shown" error={scopes.error} /> : null}
        {remove.isError ? <Failure what="Nothing was changed" error={remove.error} /> : null}
        <Warnings of={warnings} />
        <SetOne key={scope} scope={scope} fields={fields} onSaved={onSaved} />
        {shown.length === 0 ? <p>No limit is set here.</p> : null}
        {shown.length > 0 ? (
          <div className="scroll-x" tabIndex={0} role="region" aria-label={`Table: limits of ${scope}`}>
            <table className="changes">
              <thead>
                <tr>
                  <th scope="col">Limit</th>
                  <th scope="col" className="end">
                    Value
                  </th>
                  <th scope="col">From</th>
                  <th scope="col">
                    <span className="sr">Remove</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {shown.map(({ name, label, unit, description }) => {
                  const own = name in set;
                  const value = own ? set[name] : inherited[name];
                  return (
                    <tr key={name}>
                      <td title={description}>{label}</td>
                      <td className="end num">{unit === 'choice' ? sentence(String(value)) : inUnit(value ?? null, unit)}</td>
                      <td>
                        {own ? <Tag tone="info">own</Tag> : <span className="dim">inherited from each account</span>}
                        {own && inherits && name in each ? (
                          <span className="dim"> instead of {inUnit(inherited[name], unit)}</span>
                        ) : null}
                      </td>
                      <td className="end">
                        {own ? (
                          <Button
                            size="compact-xs"
                            variant="default"
                            aria-label={`Remove ${label} of ${scope}`}
                            onClick={() => remove.mutate(name)}
                          >
                            Remove
                          </Button>
                        ) : null}
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        ) : null}
        {off > 0 ? <p className="dim">{off} more are off for each account, and not set here.</p> : null}
      </Stack>
    </Panel>
  );
}

function SetOne({
  scope,
  fields,
  onSaved,
}: {
  scope: string;
  fields: typeof SCOPED_FIELDS;
  onSaved: (answer: ScopedLimitsAnswer) => void;
}) {
  const [name, setName] = useState(fields[0]?.name ?? '');
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const field = fields.find((one) => one.name === name);
  const isOff = field?.nullable === true && /^off$/i.test(text.trim());
  const typed = field?.choices ? text || field.choices[0] : Number(text.replaceAll(',', ''));
  const value = isOff ? null : typed;
  const checked = scopedLimitsBody.safeParse({ [name]: value });
  const fault =
    text.trim() === '' && !field?.choices
      ? null
      : typeof value === 'number' && !Number.isFinite(value)
        ? 'Must be a number, or off'
        : (checked.error?.issues[0]?.message ?? null);
  const set = useMutation({
    mutationFn: () => api.setScoped(scope, withReason({ [name]: value }, reason)),
    onSuccess: (answer) => {
      setText('');
      onSaved(answer);
    },
  });
  if (!field) return <p>No limit can be set at such a scope.</p>;
  return (
    <form
      noValidate
      aria-label={`Set a limit of ${scope}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (checked.success && (field.choices || text.trim() !== '')) set.mutate();
      }}
    >
      <Group align="start" gap="sm">
        <NativeSelect
          label="Limit"
          data={fields.map(({ name: one, label }) => ({ value: one, label }))}
          value={name}
          onChange={({ currentTarget }) => {
            setName(currentTarget.value);
            setText('');
          }}
        />
        {field.choices ? (
          <NativeSelect
            label="Value"
            data={field.choices.map((one) => ({ value: one, label: sentence(one) }))}
            value={text || field.choices[0] || ''}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
        ) : (
          <TextInput
            label={`Value in ${field.measure}`}
            inputMode="decimal"
            autoComplete="off"
            description={field.nullable ? 'off switches it off here' : undefined}
            value={text}
            error={fault}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
        )}
        <ReasonInput value={reason} onChange={setReason} />
      </Group>
      <p className="dim">{field.description}</p>
      {set.isError ? <Failure what="Nothing was changed" error={set.error} /> : null}
      <Button type="submit" loading={set.isPending} disabled={fault !== null}>
        Put in force
      </Button>
    </form>
  );
}
