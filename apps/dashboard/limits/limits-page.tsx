import { Loader } from '@mantine/core';
import { useState } from 'react';
import { useLimits } from '../api/hooks.js';
import { Failure, Note } from '../ui/notes.js';
import { Effective } from './effective.js';
import { History } from './history.js';
import { LimitsForm } from './limits-form.js';
import { EACH, scopeText } from './scope.js';
import { ScopeChoice } from './scope-choice.js';
import { ScopedLimits } from './scoped-limits.js';
import { SymbolLimits } from './symbol-limits.js';
import { TimeWindows } from './time-windows.js';
import { takesWindows } from './windows.js';

/** The limits in force, at every level: read, tried on today's orders, changed with the difference in sight, and taken back. */
export default function LimitsPage() {
  const limits = useLimits();
  const [chosen, setChosen] = useState(EACH);
  const scope = scopeText(chosen);
  return (
    <div className="page">
      <title>Limits · Breakwater</title>
      <div className="page-head">
        <h1>Limits</h1>
        {limits.data ? (
          <span className="dim">Configuration {limits.data.version}; a change holds for the very next order</span>
        ) : null}
      </div>
      <ScopeChoice scope={chosen} change={setChosen} />
      {limits.isPending ? <Loader size="sm" aria-label="Loading the limits" /> : null}
      {limits.isError ? (
        <Failure what="The limits cannot be shown" error={limits.error} retry={() => void limits.refetch()} />
      ) : null}
      {scope === null ? <Note tone="info" title="Say whose limits, or in what, to see and set them" /> : null}
      {limits.data && scope === '' ? <LimitsForm current={limits.data} /> : null}
      {limits.data && scope ? <ScopedLimits scope={scope} each={limits.data} /> : null}
      {scope !== null && (scope === '' || takesWindows(scope)) ? <TimeWindows key={scope} scope={scope} /> : null}
      <Effective />
      <div className="two">
        <SymbolLimits />
        <History />
      </div>
    </div>
  );
}
