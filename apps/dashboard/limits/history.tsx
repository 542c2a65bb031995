import { Button, Group, Modal, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { LimitChangeAnswer } from '#contracts/answers.js';
import { api } from '../api/calls.js';
import { useInForce } from '../api/in-force.js';
import { wordsFor } from '../api/client.js';
import { useLimitChanges } from '../api/hooks.js';
import { Panel, When } from '../ui/figures.js';
import { Failure, Note } from '../ui/notes.js';
import { fieldInWords, undoOf } from './edit.js';

/** Who changed which limit when, and the way back. */
export function History() {
  const changes = useLimitChanges();
  const [undoing, setUndoing] = useState<LimitChangeAnswer | null>(null);
  return (
    <Panel title="History">
      {changes.isError ? (
        <Failure what="The history cannot be shown" error={changes.error} retry={() => void changes.refetch()} />
      ) : null}
      <section className="history" tabIndex={0} aria-label="History of changes">
        <table className="changes">
          <thead>
            <tr>
              <th scope="col">When, who</th>
              <th scope="col">What</th>
              <th scope="col">
                <span className="sr">Undo</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {(changes.data?.changes ?? []).map((change) => (
              <tr key={`${change.version}-${change.field}`}>
                <td>
                  <When at={change.changed_at} stacked />
                  <div className="dim">
                    {change.actor} by {change.source}
                  </div>
                </td>
                <td>
                  <strong>{fieldInWords(change.field)}</strong>
                  <div className="num">
                    {shortened(change.from)} → {shortened(change.to)}
                  </div>
                  {change.reason === '' ? null : <div className="dim">{change.reason}</div>}
                </td>
                <td className="end">
                  {undoOf(change) ? (
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`Undo the change of ${fieldInWords(change.field)} in version ${change.version}`}
                      onClick={() => setUndoing(change)}
                    >
                      Undo …
                    </Button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {changes.data?.changes.length === 0 ? <p className="panel-body dim">Nothing was changed yet.</p> : null}
      </section>
      <Modal opened={undoing !== null} onClose={() => setUndoing(null)} title="Undo a change" transitionProps={{ duration: 0 }}>
        {undoing ? <UndoForm change={undoing} onDone={() => setUndoing(null)} /> : null}
      </Modal>
    </Panel>
  );
}

const shortened = (value: string | null) =>
  value === null || value === '' ? '–' : value.length > 16 ? `${value.slice(0, 12)}…` : value;

/** Undo is one more change, back to the former value, and stands in the history as one. */
function UndoForm({ change, onDone }: { change: LimitChangeAnswer; onDone: () => void }) {
  const undo = undoOf(change);
  const saved = useInForce(`${fieldInWords(change.field)} is ${change.from ?? ''} again.`, onDone);
  const save = useMutation({
    mutationFn: async (): Promise<void> => {
      if (!undo) return;
      const body = { ...undo.body, reason: `undo of version ${change.version}` };
      if (undo.symbol === null) await api.changeLimits(body);
      else await api.changePositionLimit(undo.symbol, body);
    },
    onSuccess: saved,
  });
  return (
    <Stack gap="sm">
      <p>
        <strong>{fieldInWords(change.field)}</strong> goes back to <strong className="num">{change.from}</strong>, whatever it is
        now.
      </p>
      {save.isError ? (
        <Note tone="bad" title="Nothing was changed">
          <p>{wordsFor(save.error)}</p>
        </Note>
      ) : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone}>
          Leave as it is
        </Button>
        <Button data-autofocus loading={save.isPending} onClick={() => save.mutate()}>
          Undo
        </Button>
      </Group>
    </Stack>
  );
}
