import { Group, Loader, SegmentedControl } from '@mantine/core';
import { useLimits } from '../api/hooks.js';
import { Failure } from '../ui/notes.js';
import { History } from './history.js';
import { LimitsForm } from './limits-form.js';
import { SymbolLimits } from './symbol-limits.js';

/** Where the tiers that are still to come will stand beside the firm's. */
const TIERS = [
  { value: 'firm', label: 'Firm' },
  { value: 'account', label: 'Account', disabled: true },
  { value: 'strategy', label: 'Strategy', disabled: true },
  { value: 'user', label: 'User', disabled: true },
];

/** The limits in force: read, tried on today's orders, changed with the difference in sight, and taken back. */
export default function LimitsPage() {
  const limits = useLimits();
  return (
    <div className="page">
      <title>Limits · Breakwater</title>
      <div className="page-head">
        <h1>Limits</h1>
        {limits.data ? (
          <span className="dim">Configuration {limits.data.version}; a change holds for the very next order</span>
        ) : null}
      </div>
      <Group gap="sm">
        <SegmentedControl size="xs" aria-label="Tier" data={TIERS} value="firm" readOnly />
        <span className="dim">Limits by account, strategy and user come later; the firm’s hold for all.</span>
      </Group>
      {limits.isPending ? <Loader size="sm" aria-label="Loading the limits" /> : null}
      {limits.isError ? (
        <Failure what="The limits cannot be shown" error={limits.error} retry={() => void limits.refetch()} />
      ) : null}
      {limits.data ? <LimitsForm current={limits.data} /> : null}
      <div className="two">
        <SymbolLimits />
        <History />
      </div>
    </div>
  );
}
