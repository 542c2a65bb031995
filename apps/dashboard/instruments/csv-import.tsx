import { Button, FileInput, Group, Stack, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { INSTRUMENT_FIELDS } from '#contracts/instruments.js';
import { api } from '../api/calls.js';
import { RefusedError } from '../api/client.js';
import { useInForce } from '../api/in-force.js';
import { ReasonInput, withReason } from '../limits/limit-fields.js';
import { Panel } from '../ui/figures.js';
import { Failure, Note } from '../ui/notes.js';

/** As the API's body. */
const MAX_CHARACTERS = 60_000;

/** Many symbols at once: all lines or none, and every fault by its line and column. */
export function CsvImport() {
  const [csv, setCsv] = useState('');
  const [reason, setReason] = useState('');
  const saved = useInForce('What the file says holds from the next order on.', () => {
    setCsv('');
    setReason('');
  });
  const send = useMutation({ mutationFn: () => api.importInstruments(withReason({ csv }, reason)), onSuccess: saved });
  const faults = send.error instanceof RefusedError ? (send.error.problem.violations ?? []) : [];
  const tooLong = csv.length > MAX_CHARACTERS ? `${csv.length} characters; at most ${MAX_CHARACTERS} at once` : null;
  return (
    <Panel title="Import from CSV">
      <form
        noValidate
        aria-label="Import from CSV"
        onSubmit={(event) => {
          event.preventDefault();
          if (csv.trim() !== '' && tooLong === null) send.mutate();
        }}
      >
        <Stack gap="sm" className="panel-body">
          <FileInput
            label="File"
            placeholder="Choose a file"
            accept=".csv,text/csv,text/plain"
            clearable
            onChange={(file) => void file?.text().then(setCsv)}
          />
          <Textarea
            label="Lines"
            description={`The first line names the columns: symbol and any of ${INSTRUMENT_FIELDS.map(({ name }) => name).join(', ')}`}
            autosize
            minRows={4}
            maxRows={12}
            spellCheck={false}
            placeholder={'symbol,step,ticks,sector\nAAPL,1,0:0.0001 1:0.01,technology'}
            value={csv}
            error={tooLong}
            onChange={({ currentTarget }) => setCsv(currentTarget.value)}
          />
          <ReasonInput value={reason} onChange={setReason} />
          {faults.length > 0 ? (
            <Note tone="bad" title={`Nothing was taken: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`}>
              <ul aria-label="Faults of the file">
                {faults.map(({ field, message }) => (
                  <li key={`${field} ${message}`}>
                    <strong>{field}</strong>: {message}
                  </li>
                ))}
              </ul>
            </Note>
          ) : send.isError ? (
            <Failure what="Nothing was taken" error={send.error} />
          ) : null}
          <Group>
            <Button type="submit" disabled={csv.trim() === '' || tooLong !== null} loading={send.isPending}>
              Import
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
