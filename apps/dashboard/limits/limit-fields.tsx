/** What the forms of limits share: fields, the difference, the reason, and what to know once it is in force. */
import { NativeSelect, TextInput } from '@mantine/core';
import type { LimitField } from '#contracts/limits.js';
import { sentence } from '../ui/format.js';
import { Note } from '../ui/notes.js';
import type { Change, Typed } from './edit.js';

const UNIT_MARKS: Record<string, string> = { dollars: '$', percent: '%', ratio: '×', orders: '', seconds: 's', choice: '' };

/** One input a limit, with what is typed or else what is in force. */
export function LimitFields<Name extends string>(props: {
  fields: readonly LimitField<Name>[];
  current: Record<Name, number | string | null>;
  typed: Typed<Name>;
  faults: Partial<Record<string, string>>;
  onType: (typed: Typed<Name>) => void;
}) {
  const { fields, current, typed, faults, onType } = props;
  return fields.map(({ name, label, unit, description, nullable, choices }) =>
    choices ? (
      <NativeSelect
        key={name}
        label={label}
        title={description}
        data={choices.map((choice) => ({ value: choice, label: sentence(choice) }))}
        value={typed[name] ?? String(current[name] ?? '')}
        error={faults[name]}
        onChange={(event) => onType({ ...typed, [name]: event.currentTarget.value })}
      />
    ) : (
      <TextInput
        key={name}
        label={label}
        inputMode="decimal"
        autoComplete="off"
        rightSection={<span className="dim">{UNIT_MARKS[unit]}</span>}
        title={description}
        placeholder={nullable ? 'off' : ''}
        value={typed[name] ?? String(current[name] ?? '')}
        error={faults[name]}
        onChange={(event) => onType({ ...typed, [name]: event.currentTarget.value })}
      />
    ),
  );
}

export function Differences({ changes }: { changes: Change[] }) {
  if (changes.length === 0) return <p className="dim">Nothing differs from what is in force.</p>;
  return (
    <table className="changes" aria-label="What would change">
      <thead>
        <tr>
          <th scope="col">Limit</th>
          <th scope="col" className="end">
            In force
          </th>
          <th scope="col" className="end">
            New
          </th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ label, from, to }) => (
          <tr key={label}>
            <td>{label}</td>
            <td className="end dim">{from}</td>
            <td className="end">
              <strong>{to}</strong>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function ReasonInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      label="Reason"
      description="Kept in the history"
      maxLength={500}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** A reason of blanks is none. */
export const withReason = <Body extends object>(body: Body, reason: string) => ({
  ...body,
  ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
});

/** `what`: what is said when it is in force. */
/** What a person should know of the limits that were just put in force. */
export function Warnings({ of: warnings }: { of: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <Note tone="warn" title="In force, and worth a look">
      {warnings.map((one) => (
        <p key={one}>{one}</p>
      ))}
    </Note>
  );
}
