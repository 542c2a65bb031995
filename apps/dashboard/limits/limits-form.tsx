import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { LimitsAnswer } from '#contracts/answers.js';
import { LIMIT_FIELDS, type LimitName } from '#contracts/limits.js';
import { api, type LimitsInput } from '../api/calls.js';
import { useInForce } from '../api/in-force.js';
import { Panel, Tag } from '../ui/figures.js';
import { Failure } from '../ui/notes.js';
import { editedLimits, type Typed } from './edit.js';
import { Impact } from './impact.js';
import { Differences, LimitFields, ReasonInput, Warnings, withReason } from './limit-fields.js';

/** The firm's limits. */
export function LimitsForm({ current }: { current: LimitsAnswer }) {
  const [typed, setTyped] = useState<Typed<LimitName>>({});
  const [reason, setReason] = useState('');
  const [warnings, setWarnings] = useState<readonly string[]>([]);
  const { body, faults, changes } = editedLimits(current, typed);
  const saved = useInForce('The new limits hold from the next order on.', () => {
    setTyped({});
    setReason('');
  });
  const save = useMutation({
    mutationFn: (change: LimitsInput) => api.changeLimits(withReason(change, reason)),
    onSuccess: ({ warnings: told = [] }) => {
      setWarnings(told);
      saved();
    },
  });
  const touched = changes.length > 0 || Object.keys(faults).length > 0;
  return (
    <Panel
      title="Global limits"
      aside={
        current.enabled ? (
          <Tag tone="good" mark="✓">
            Switched on
          </Tag>
        ) : (
          <Tag tone="bad" mark="✕">
            SWITCHED OFF: only breakers refuse
          </Tag>
        )
      }
    >
      <form
        noValidate
        aria-label="Global limits"
        onSubmit={(event) => {
          event.preventDefault();
          if (body) save.mutate(body);
        }}
      >
        <div className="fields">
          <LimitFields fields={LIMIT_FIELDS} current={current} typed={typed} faults={faults} onType={setTyped} />
        </div>
        {warnings.length > 0 && !touched ? (
          <div className="panel-body">
            <Warnings of={warnings} />
          </div>
        ) : null}
        {touched ? (
          <div className="panel-body changing">
            <Differences changes={changes} />
            <Impact body={body} />
            <ReasonInput value={reason} onChange={setReason} />
            {save.isError ? <Failure what="Nothing was changed" error={save.error} /> : null}
            <Group gap="xs">
              <Button type="submit" disabled={!body} loading={save.isPending}>
                Put in force
              </Button>
              <Button variant="default" onClick={() => setTyped({})}>
                Leave as they are
              </Button>
            </Group>
          </div>
        ) : null}
      </form>
    </Panel>
  );
}
