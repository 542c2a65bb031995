import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';

/** What a list of the configuration holds, each entry with what a person may do with it. */
export function Entries({
  label,
  of,
}: {
  label: string;
  of: { name: string; children: ReactNode; change?: () => void; takeAway: () => void }[];
}) {
  return (
    <ul aria-label={label} className="entries">
      {of.map(({ name, children, change, takeAway }) => (
        <li key={name}>
          <Group justify="space-between" align="start" wrap="nowrap">
            <div className="anywhere">{children}</div>
            <Group gap="xs" wrap="nowrap">
              {change ? (
                <Button size="compact-xs" variant="default" aria-label={`Change ${name}`} onClick={change}>
                  Change
                </Button>
              ) : null}
              <Button size="compact-xs" variant="default" aria-label={`Take away ${name}`} onClick={takeAway}>
                Take away
              </Button>
            </Group>
          </Group>
        </li>
      ))}
    </ul>
  );
}

/** Names as people type them: with commas or blanks between them. */
export const namesIn = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);
