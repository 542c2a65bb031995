import { Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { allowListBody, allowListQuery } from '#contracts/instruments.js';
import { api } from '../api/calls.js';
import { useInForce } from '../api/in-force.js';
import { ReasonInput, withReason } from '../limits/limit-fields.js';
import { Entries, EntryForm } from '../ui/entries.js';
import { Panel } from '../ui/figures.js';
import { whole } from '../ui/format.js';
import { namesIn } from '../ui/name-list.js';
import { Failure } from '../ui/notes.js';

/** Of a longer list the first ones are shown; the form has all. */
const SHOWN = 20;

/** Where only listed symbols may be traded; an order that only closes passes all the same. */
export function AllowLists() {
  const lists = useQuery({ queryKey: ['allow-lists'], queryFn: api.allowLists });
  const [typed, setTyped] = useState<Typed>(EMPTY);
  const removed = useInForce('The list is gone: every symbol may be traded there.', () => undefined);
  const remove = useMutation({ mutationFn: (scope: string) => api.removeAllowList(scope), onSuccess: removed });
  const all = lists.data?.allow_lists ?? [];
  return (
    <Panel title="Allow lists">
      <Stack gap="sm" className="panel-body">
        {lists.isError ? (
          <Failure what="The lists cannot be shown" error={lists.error} retry={() => void lists.refetch()} />
        ) : null}
        {remove.isError ? <Failure what="Nothing was changed" error={remove.error} /> : null}
        {lists.data && all.length === 0 ? <p className="dim">No list: every symbol of the instruments may be traded.</p> : null}
        <Entries
          label="Allow lists"
          of={all.map(({ scope, symbols }) => ({
            name: scope,
            children: (
              <>
                <strong>{scope}</strong>
                <p className="dim">
                  {symbols.length === 0 ? 'Nothing but closing orders' : symbols.slice(0, SHOWN).join(', ')}
                  {symbols.length > SHOWN ? ` and ${whole(symbols.length - SHOWN)} more` : null}
                </p>
              </>
            ),
            change: () => setTyped({ scope, symbols: symbols.join(', '), reason: '' }),
            takeAway: () => remove.mutate(scope),
          }))}
        />
        <ListForm typed={typed} type={setTyped} />
      </Stack>
    </Panel>
  );
}

const EMPTY = { scope: 'firm', symbols: '', reason: '' };
type Typed = typeof EMPTY;

function ListForm({ typed, type }: { typed: Typed; type: (typed: Typed) => void }) {
  const [tried, setTried] = useState(false);
  const symbols = [...new Set(namesIn(typed.symbols.toUpperCase()))];
  const body = withReason({ symbols }, typed.reason);
  const scope = typed.scope.trim();
  const where = allowListQuery.safeParse({ scope });
  const what = allowListBody.safeParse(body);
  const wrong = what.error?.issues[0];
  const at = wrong?.path[1];
  const fault = wrong ? `${typeof at === 'number' ? `${symbols[at]} ` : ''}${wrong.message}` : undefined;
  const clear = () => {
    type(EMPTY);
    setTried(false);
  };
  const saved = useInForce('Only these symbols may be traded there, from the very next order on.', clear);
  const save = useMutation({ mutationFn: () => api.setAllowList(scope, body), onSuccess: saved });
  return (
    <EntryForm
      label="An allow list"
      tried={() => setTried(true)}
      isValid={where.success && what.success}
      save={save}
      action="Allow only these"
      clear={clear}
    >
      <TextInput
        label="Where"
        description="firm, account:…, strategy:… or user:…"
        value={typed.scope}
        error={tried ? where.error?.issues[0]?.message : undefined}
        onChange={({ currentTarget }) => type({ ...typed, scope: currentTarget.value })}
      />
      <Textarea
        label="Symbols that may be traded"
        description="With commas or blanks; none lets only closing orders pass"
        autosize
        minRows={2}
        maxRows={8}
        value={typed.symbols}
        error={tried ? fault : undefined}
        onChange={({ currentTarget }) => type({ ...typed, symbols: currentTarget.value })}
      />
      <ReasonInput value={typed.reason} onChange={(reason) => type({ ...typed, reason })} />
    </EntryForm>
  );
}
