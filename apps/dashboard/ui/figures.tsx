import type { ReactNode } from 'react';
import { moment, signedMoney } from './format.js';

/** Profit or loss: the sign says which, the colour only says it again. */
export function Pnl({ value, className = '' }: { value: number; className?: string }) {
  const tone = value > 0 ? 'gain' : value < 0 ? 'loss' : '';
  return <span className={`num ${tone} ${className}`}>{signedMoney(value)}</span>;
}

/** A moment in the exchange's zone, and in the reader's where that is another. */
export function When({ at, stacked = false }: { at: string | number; stacked?: boolean }) {
  const { exchange, reader } = moment(at);
  return (
    <time dateTime={new Date(at).toISOString()} className={stacked ? 'when when-stacked' : 'when'}>
      <span className="num">{exchange}</span>
      {reader === null ? null : <span className="num dim"> {reader}</span>}
    </time>
  );
}

export type Tone = 'neutral' | 'good' | 'bad' | 'warn' | 'info';

/** A short word with a tone. The word carries the meaning; a mark before it helps where colours cannot be told apart. */
export function Tag({ tone = 'neutral', mark, children }: { tone?: Tone; mark?: string; children: ReactNode }) {
  return (
    <span className={`tag tag-${tone}`}>
      {mark === undefined ? null : (
        <span aria-hidden="true" className="tag-mark">
          {mark}
        </span>
      )}
      {children}
    </span>
  );
}

/** A titled part of a page. */
export function Panel({
  title,
  aside,
  children,
  className = '',
  level = 2,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  level?: 2 | 3;
}) {
  const Heading = level === 2 ? 'h2' : 'h3';
  const id = `panel-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <header className="panel-head">
        <Heading id={id}>{title}</Heading>
        {aside === undefined ? null : <div className="panel-aside">{aside}</div>}
      </header>
      {children}
    </section>
  );
}

/** A figure with its name above it. */
export function Figure({ label, children, hint }: { label: string; children: ReactNode; hint?: ReactNode }) {
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd>
        {children}
        {hint === undefined ? null : <span className="figure-hint">{hint}</span>}
      </dd>
    </div>
  );
}
