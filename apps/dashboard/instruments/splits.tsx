import { Autocomplete, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { splitBody } from '#contracts/accounts.js';
import { ticker } from '#contracts/order.js';
import { useMay } from '../access/may.js';
import { api } from '../api/calls.js';
import { useInForce } from '../api/in-force.js';
import { EntryForm } from '../ui/entries.js';
import { Panel } from '../ui/figures.js';
import { quantity, whole } from '../ui/format.js';
import { Note } from '../ui/notes.js';

const EMPTY = { symbol: '', numerator: '', denominator: '1', reason: '' };
/** Units of the example that says what a split does. */
const HELD = 100;

/** A split of a symbol: more or fewer units at the same cost, in every account at once. */
export function Splits({ symbols }: { symbols: string[] }) {
  const may = useMay()('accounts.change');
  const [typed, setTyped] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const symbol = typed.symbol.trim().toUpperCase();
  const units = (text: string) => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN);
  const body = { numerator: units(typed.numerator), denominator: units(typed.denominator), reason: typed.reason.trim() };
  const checked = splitBody.safeParse(body);
  const faults = new Map(checked.error?.issues.map(({ path }) => [String(path[0]), 'Must be 1 to 10,000, whole']));
  if (body.reason === '') faults.set('reason', 'Say why');
  if (!ticker.safeParse(symbol).success) faults.set('symbol', 'Choose a symbol');
  if (body.numerator === body.denominator) faults.set('numerator', 'Would change nothing');
  const booked = useInForce(`The split of ${symbol} is booked.`, () => {
    setTyped(EMPTY);
    setTried(false);
  });
  const book = useMutation({ mutationFn: () => api.split(symbol, body), onSuccess: booked });
  if (!may) return null;
  const text = (field: 'numerator' | 'denominator' | 'reason', label: string, description?: string) => (
    <TextInput
      label={label}
      description={description}
      autoComplete="off"
      {...(field === 'reason' ? { maxLength: 500 } : { inputMode: 'numeric' })}
      value={typed[field]}
      error={tried ? faults.get(field) : undefined}
      onChange={({ currentTarget }) => setTyped({ ...typed, [field]: currentTarget.value })}
    />
  );
  const factor = body.numerator / body.denominator;
  return (
    <Panel title="Book a split">
      <Stack gap="sm" className="panel-body">
        <p className="dim">
          Positions and prices of all accounts and strategies change, costs and profit do not. Refused while orders in the symbol
          are open. Book it while the market is closed: the next quote must be one after the split.
        </p>
        <EntryForm
          label="Book a split"
          tried={() => setTried(true)}
          isValid={faults.size === 0}
          save={book}
          refused="No split was booked"
          action="Book the split"
        >
          <div className="fields-bare">
            <Autocomplete
              label="Symbol"
              data={symbols}
              value={typed.symbol}
              error={tried ? faults.get('symbol') : undefined}
              onChange={(chosen) => setTyped({ ...typed, symbol: chosen })}
            />
            {text('numerator', 'New units')}
            {text('denominator', 'For old units')}
            {text('reason', 'Reason')}
          </div>
          {!faults.has('numerator') && !faults.has('denominator') ? (
            <p>
              {whole(body.numerator)} for {whole(body.denominator)}: who holds {HELD} will hold {quantity(HELD * factor)}, at{' '}
              {quantity(Number((1 / factor).toFixed(4)))} times the price.
            </p>
          ) : null}
        </EntryForm>
        {book.data ? (
          <Note tone="good" title={`Booked: ${book.data.numerator} for ${book.data.denominator} of ${book.data.symbol}`}>
            <p>{book.data.accounts === 1 ? 'One account holds it.' : `${whole(book.data.accounts)} accounts hold it.`}</p>
          </Note>
        ) : null}
      </Stack>
    </Panel>
  );
}
