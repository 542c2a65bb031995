import { Button, Group, Modal, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { OrderAnswer } from '#contracts/answers.js';
import { hasLimit, isStop } from '#core/model/order.js';
import { api } from '../api/calls.js';
import { RefusedError, wordsFor } from '../api/client.js';
import { refresh } from '../api/hooks.js';
import { quantity } from '../ui/format.js';
import { Note } from '../ui/notes.js';

const nameOf = (row: OrderAnswer) => `${row.side} ${quantity(row.quantity)} ${row.symbol}`;

/** Gives an order that the broker has another quantity or other prices. */
export function Amend({ row, open }: { row: OrderAnswer; open: boolean }) {
  const [shown, setShown] = useState(false);
  if (!open) return null;
  return (
    <>
      <Button size="compact-xs" variant="default" aria-label={`Amend ${nameOf(row)}`} onClick={() => setShown(true)}>
        Amend
      </Button>
      <Modal
        opened={shown}
        onClose={() => setShown(false)}
        title={`Amend ${nameOf(row)}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
        transitionProps={{ duration: 0 }}
      >
        <AmendForm row={row} done={() => setShown(false)} />
      </Modal>
    </>
  );
}

type Field = 'quantity' | 'price' | 'stop_price';
const WORDS: Record<Field, string> = { quantity: 'Total quantity', price: 'Price', stop_price: 'Stop price' };

function AmendForm({ row, done }: { row: OrderAnswer; done: () => void }) {
  const fields: Field[] = [
    'quantity',
    ...(hasLimit(row.order_type) ? (['price'] as const) : []),
    ...(isStop(row.order_type) ? (['stop_price'] as const) : []),
  ];
  const was = (field: Field) => String(row[field] ?? '');
  const [typed, setTyped] = useState<Partial<Record<Field, string>>>({});
  const queries = useQueryClient();
  const change = Object.fromEntries(
    fields.flatMap((field) => {
      const now = (typed[field] ?? was(field)).trim();
      return now === was(field) ? [] : [[field, now]];
    }),
  );
  const amend = useMutation({
    mutationFn: () => api.amend(row.order_id, change),
    onSuccess: () => {
      notifications.show({ title: `${row.symbol} is being amended`, message: 'The broker has to confirm it.' });
      refresh(queries, 'orders', 'accounts');
      done();
    },
  });
  return (
    <form
      noValidate
      aria-label="Amend the order"
      className="ticket"
      onSubmit={(event) => {
        event.preventDefault();
        amend.mutate();
      }}
    >
      {fields.map((field, i) => (
        <TextInput
          key={field}
          label={WORDS[field]}
          description={field === 'quantity' ? `${quantity(row.filled_quantity)} are filled` : undefined}
          inputMode="decimal"
          autoComplete="off"
          data-autofocus={i === 0 ? true : undefined}
          value={typed[field] ?? was(field)}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setTyped((now) => ({ ...now, [field]: value }));
          }}
        />
      ))}
      {amend.isError ? <Refusal error={amend.error} /> : null}
      <Group gap="xs" grow>
        <Button type="submit" loading={amend.isPending} disabled={Object.keys(change).length === 0}>
          Amend
        </Button>
        <Button variant="default" onClick={done}>
          Leave it as it is
        </Button>
      </Group>
    </form>
  );
}

function Refusal({ error }: { error: unknown }) {
  const violations = error instanceof RefusedError ? error.problem.violations : [];
  return (
    <Note tone="bad" title="Not amended">
      {violations.length > 0 ? (
        <ul>
          {violations.map(({ code, field, message }) => (
            <li key={`${code}${field ?? ''}`}>{field === undefined ? message : `${field} ${message}`}</li>
          ))}
        </ul>
      ) : (
        <p>{wordsFor(error)}</p>
      )}
    </Note>
  );
}
