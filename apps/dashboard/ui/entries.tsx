import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Failure } from './notes.js';

/** What a list of the configuration holds, each entry with what a person may do with it. */
export function Entries({
  label,
  of,
  takes = 'Take away',
}: {
  label: string;
  of: { name: string; children: ReactNode; change?: (() => void) | undefined; takeAway?: (() => void) | undefined }[];
  /** What taking away is called here. */
  takes?: string;
}) {
  return (
    <ul aria-label={label} className="entries">
      {of.map(({ name, children, change, takeAway }) => (
        <li key={name}>
          <Group justify="space-between" align="start" wrap="nowrap">
            <div className="anywhere">{children}</div>
            <Group gap="xs" wrap="nowrap" style={{ flex: 'none' }}>
              {change ? (
                <Button size="compact-xs" variant="default" aria-label={`Change ${name}`} onClick={change}>
                  Change
                </Button>
              ) : null}
              {takeAway ? (
                <Button size="compact-xs" variant="default" aria-label={`${takes} ${name}`} onClick={takeAway}>
                  {takes}
                </Button>
              ) : null}
            </Group>
          </Group>
        </li>
      ))}
    </ul>
  );
}

/** The form of one entry: sent when nothing in it is wrong, and what the server refused stands below its fields. */
export function EntryForm({
  label,
  className,
  tried,
  isValid,
  save,
  refused = 'Nothing was changed',
  action,
  clear,
  children,
}: {
  label: string;
  className?: string;
  /** It was sent: from now on faults are shown. */
  tried: () => void;
  isValid: boolean;
  save: { mutate: () => void; isPending: boolean; isError: boolean; error: unknown };
  refused?: string;
  action: string;
  clear?: () => void;
  children: ReactNode;
}) {
  return (
    <form
      noValidate
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        tried();
        if (isValid) save.mutate();
      }}
    >
      <Stack gap="sm" {...(className === undefined ? {} : { className })}>
        {children}
        {save.isError ? <Failure what={refused} error={save.error} /> : null}
        <Group gap="xs">
          <Button type="submit" loading={save.isPending}>
            {action}
          </Button>
          {clear ? (
            <Button variant="default" onClick={clear}>
              Clear
            </Button>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
}
