import { Button, Group, Stack, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Failure } from './notes.js';

/** An act that needs nothing but a reason: what it does, why, and the way back. Stands in a dialog. */
export function ReasonForm({
  children,
  missing,
  refused,
  action,
  maxLength = 500,
  act,
  onCancel,
}: {
  /** What will be so afterwards. */
  children: ReactNode;
  /** What is said when no reason is given. */
  missing: string;
  refused: string;
  action: string;
  maxLength?: number;
  act: { mutate: (reason: string) => void; isPending: boolean; isError: boolean; error: unknown };
  onCancel: () => void;
}) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const isMissing = reason.trim() === '';
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!isMissing) act.mutate(reason.trim());
      }}
    >
      <Stack gap="sm">
        {children}
        <Textarea
          label="Reason"
          description="Kept in the log with your name"
          data-autofocus
          required
          maxLength={maxLength}
          value={reason}
          error={tried && isMissing && missing}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {act.isError ? <Failure what={refused} error={act.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={act.isPending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
