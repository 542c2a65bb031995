import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { RefusedError, wordsFor } from '../api/client.js';
import type { Tone } from './figures.js';

const MARKS: Record<Tone, string> = { neutral: 'ℹ', info: 'ℹ', good: '✓', bad: '✕', warn: '⚠' };

/** Something that a person should read now; announced to screen readers when it appears. */
export function Note({ tone, title, children }: { tone: Tone; title: string; children?: ReactNode }) {
  return (
    <div className={`note note-${tone}`} role={tone === 'bad' || tone === 'warn' ? 'alert' : 'status'}>
      <span aria-hidden="true" className="note-mark">
        {MARKS[tone]}
      </span>
      <div className="note-body">
        <strong>{title}</strong>
        {children}
      </div>
    </div>
  );
}

/** Whatever was thrown by a request, in words, with a way to try again. */
export function Failure({ what, error, retry }: { what: string; error: unknown; retry?: () => void }) {
  return (
    <Note tone="bad" title={what}>
      <p>{wordsFor(error)}</p>
      {error instanceof RefusedError ? <p className="dim">{error.problem.code}</p> : null}
      {retry === undefined ? null : (
        <Button size="xs" variant="default" onClick={retry}>
          Try again
        </Button>
      )}
    </Note>
  );
}
