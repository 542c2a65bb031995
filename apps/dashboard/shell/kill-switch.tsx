import { Button, Checkbox, Kbd, Modal, NativeSelect, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/calls.js';
import { RefusedError } from '../api/client.js';
import { refresh, useAccount, useQuotes, useStrategies } from '../api/hooks.js';
import { AccountSelect, useChosenAccount } from './account-choice.js';
import { When } from '../ui/figures.js';
import { Failure, Note } from '../ui/notes.js';
import { HoldButton } from './hold-button.js';

const HOTKEY = 'F9';
/** While the proof is looked at it is asked for this often. */
const PROOF_MS = 300;

interface Choice {
  scope: string;
  mode: 'halt' | 'reduce_only';
  cancel: boolean;
  /** Close what is held too. */
  flatten: boolean;
  reason: string;
}

const FIRST: Choice = { scope: 'firm', mode: 'halt', cancel: true, flatten: false, reason: 'kill switch' };

/** Shuts the gate. Always in sight; F9 opens it from anywhere; held, not clicked; shows the server's own word that it is shut. */
export function KillSwitch() {
  const [opened, setOpened] = useState(false);
  useHotkeys([[HOTKEY, () => setOpened(true)]], []);
  return (
    <>
      <Button color="red.9" className="kill" onClick={() => setOpened(true)} aria-keyshortcuts={HOTKEY}>
        <span aria-hidden="true">■&nbsp;</span>Kill switch
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title="Kill switch"
        closeButtonProps={{ 'aria-label': 'Close without tripping' }}
        transitionProps={{ duration: 0 }}
      >
        {/* Mounted anew at each opening: every use begins from the widest choice. */}
        {opened ? <KillDialog onClose={() => setOpened(false)} /> : null}
      </Modal>
    </>
  );
}

function KillDialog({ onClose }: { onClose: () => void }) {
  const [choice, setChoice] = useState<Choice>(FIRST);
  const [before, setBefore] = useState<number | null>(null);
  const queries = useQueryClient();
  const open = useAccount(useChosenAccount()).data?.open_orders ?? null;
  const trip = useMutation({
    mutationFn: () => shut(choice),
    onSettled: () => refresh(queries, 'breakers', 'accounts'),
  });
  const confirm = () => {
    setBefore(open);
    trip.mutate();
  };
  if (trip.isSuccess) return <Proof scope={choice.scope} before={before} canceling={trip.data} onClose={onClose} />;
  return (
    <Stack gap="sm" pt={6}>
      <HoldButton label={labelFor(choice)} busy={trip.isPending} off={choice.scope.endsWith(':')} onConfirm={confirm} />
      {trip.isError ? <Failure what="The gate may still be open" error={trip.error} /> : null}
      <ScopeChoice choice={choice} change={(scope) => setChoice({ ...choice, scope })} />
      <SegmentedControl
        fullWidth
        aria-label="Mode"
        value={choice.mode}
        onChange={(mode) => setChoice({ ...choice, mode: mode === 'halt' ? 'halt' : 'reduce_only' })}
        data={[
          { value: 'halt', label: 'Halt: nothing passes' },
          { value: 'reduce_only', label: 'Reduce only' },
        ]}
      />
      <Checkbox
        label={`Cancel working orders${open === null ? '' : ` (${open} open in the firm)`}`}
        checked={choice.cancel}
        onChange={(event) => setChoice({ ...choice, cancel: event.currentTarget.checked })}
      />
      {choice.scope.startsWith('user:') ? null : (
        <Checkbox
          label="Close what is held too"
          description="Limit orders through the market by at most 2 %, every two seconds for a minute; working orders are cancelled"
          checked={choice.flatten}
          onChange={(event) => setChoice({ ...choice, flatten: event.currentTarget.checked })}
        />
      )}
      <TextInput
        label="Reason"
        value={choice.reason}
        maxLength={500}
        onChange={(event) => setChoice({ ...choice, reason: event.currentTarget.value })}
      />
      <p className="dim">
        From any page: <Kbd>{HOTKEY}</Kbd>, then hold <Kbd>Enter</Kbd>.{flattens(choice) ? '' : ' Open positions stay.'} Only a
        person’s reset opens the gate again.
      </p>
    </Stack>
  );
}

/** Shuts the gate; how many orders are being cancelled. A gate that is shut already is what was wanted, but its orders are still to be cancelled. */
async function shut(choice: Choice): Promise<number | null> {
  const { scope, mode, cancel, reason } = choice;
  const flatten = flattens(choice);
  try {
    const body = { scope, mode, cancel_orders: cancel, flatten, reason: reason.trim() || FIRST.reason };
    return (await api.trip(body)).orders_canceling;
  } catch (error) {
    if (!(error instanceof RefusedError && error.problem.code === 'BREAKER_ALREADY_OPEN')) throw error;
    if (!cancel && !flatten) return 0;
    const [kind = '', name = ''] = scope.split(':');
    // The trip asks for cancels though the breaker was open; of strategies and users nothing else does.
    if (kind === 'strategy' || kind === 'user') return null;
    return (await api.cancelAll(kind === 'firm' ? {} : { [kind]: name })).cancel_requested;
  }
}

/** A user holds nothing that could be closed. */
const flattens = ({ scope, flatten }: Choice): boolean => flatten && !scope.startsWith('user:');

function labelFor(choice: Choice): string {
  const { scope, mode, cancel } = choice;
  const [kind, name] = scope.split(':');
  const whose = kind === 'firm' ? 'all trading' : `${kind} ${name ?? ''}`;
  const orders = kind === 'firm' ? ' and cancel all orders' : ' and cancel its orders';
  const held = kind === 'firm' ? ' and close all positions' : ' and close its positions';
  const also = flattens(choice) ? held : cancel ? orders : '';
  return `${mode === 'halt' ? 'Halt' : 'Let only closing orders through:'} ${whose}${also}`;
}

const KINDS = [
  { value: 'firm', label: 'The whole firm' },
  { value: 'account', label: 'One account' },
  { value: 'strategy', label: 'One strategy' },
  { value: 'user', label: 'One user' },
  { value: 'symbol', label: 'One symbol' },
];

/** Whose orders are stopped: of everybody, or of one account, strategy, user or symbol. */
function ScopeChoice({ choice, change }: { choice: Choice; change: (scope: string) => void }) {
  const account = useChosenAccount();
  const symbols = useQuotes().data?.quotes.map(({ symbol }) => symbol) ?? [];
  const strategies = useStrategies().data?.strategies.map(({ strategy }) => strategy) ?? [];
  const [kind = 'firm', name = ''] = choice.scope.split(':');
  const first: Record<string, string> = { account, symbol: symbols[0] ?? '', strategy: strategies[0] ?? '', user: '' };
  const to = (text: string) => change(`${kind}:${text}`);
  return (
    <>
      <NativeSelect
        label="What is stopped"
        data={KINDS}
        value={kind}
        onChange={({ currentTarget: { value } }) => change(value === 'firm' ? 'firm' : `${value}:${first[value] ?? ''}`)}
      />
      {kind === 'account' ? <AccountSelect label="Account" value={name} onChange={to} /> : null}
      {kind === 'symbol' ? (
        <Select
          label="Symbol"
          data={symbols}
          value={name}
          searchable
          allowDeselect={false}
          onChange={(value) => value && to(value)}
        />
      ) : null}
      {kind === 'strategy' || kind === 'user' ? (
        <>
          <TextInput
            label={kind === 'user' ? 'User' : 'Strategy'}
            description={kind === 'user' ? 'As orders name their sender' : 'As orders name it'}
            list="kill-names"
            value={name}
            error={name === '' ? 'Say which one' : undefined}
            onChange={(event) => to(event.currentTarget.value.trim())}
          />
          <datalist id="kill-names">
            {kind === 'strategy' ? strategies.map((one) => <option key={one} value={one} />) : null}
          </datalist>
        </>
      ) : null}
    </>
  );
}

/** The gate as the server has it, asked anew: not what this page believes that it did. */
function Proof({
  scope,
  before,
  canceling,
  onClose,
}: {
  scope: string;
  before: number | null;
  canceling: number | null;
  onClose: () => void;
}) {
  const breakers = useQuery({
    queryKey: ['breakers', 'proof'],
    queryFn: ({ signal }) => api.openBreakers(signal),
    refetchInterval: PROOF_MS,
  });
  const account = useChosenAccount();
  const accounts = useQuery({
    queryKey: ['accounts', 'proof', account],
    queryFn: ({ signal }) => api.account(account, signal),
    refetchInterval: PROOF_MS,
  });
  const breaker = breakers.data?.circuit_breakers.find((one) => one.scope === scope);
  const left = accounts.data?.open_orders;
  return (
    <Stack gap="sm" data-testid="kill-proof">
      {breaker ? (
        <Note
          tone="good"
          title={`The gate is shut: ${scope}, ${breaker.mode === 'halt' ? 'nothing passes' : 'only closing orders pass'}`}
        >
          <p>
            Breaker {breaker.breaker_id}, by {breaker.actor}, since <When at={breaker.tripped_at} />
          </p>
        </Note>
      ) : (
        <Note tone="warn" title="Tripped; waiting for the server’s record of it" />
      )}
      <dl className="figures">
        <div className="figure">
          <dt>Orders being cancelled</dt>
          <dd>{canceling ?? '–'}</dd>
        </div>
        <div className="figure">
          <dt>Open before</dt>
          <dd>{before ?? '–'}</dd>
        </div>
        <div className="figure">
          <dt>Open now, all accounts</dt>
          <dd>{left ?? '–'}</dd>
        </div>
      </dl>
      <Button data-autofocus variant="default" onClick={onClose}>
        Close
      </Button>
    </Stack>
  );
}
