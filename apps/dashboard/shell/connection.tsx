import { useAge, useLink, STALE_AFTER_MS } from '../live/use-live.js';
import { Tag } from '../ui/figures.js';

const WORDS = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting' } as const;

/** Whether what is shown is live, in a word and a mark. */
export function ConnectionBadge() {
  const { state } = useLink();
  const age = useAge();
  const stale = age === null || age > STALE_AFTER_MS;
  const tone = state === 'live' && !stale ? 'good' : 'warn';
  const word = state === 'live' && stale ? 'Silent' : WORDS[state];
  return (
    <output aria-label={`Connection: ${word}`} data-testid="connection">
      <Tag tone={tone} mark={tone === 'good' ? '●' : '◌'}>
        {word}
      </Tag>
    </output>
  );
}

/** Says plainly that the figures are old. Nothing is hidden: old figures with a warning beat an empty screen. */
export function StaleWarning() {
  const link = useLink();
  const age = useAge();
  if (age !== null && age <= STALE_AFTER_MS) return null;
  if (age === null && link.attempts < 2) return null;
  return (
    <div className="stale" role="alert" data-testid="stale">
      ⚠ {age === null ? 'Live figures have not come yet' : `Live figures are ${Math.floor(age / 1000)} s old`}.{' '}
      {link.state === 'live' ? 'The server is silent.' : 'Reconnecting by itself.'} What you type is kept.
    </div>
  );
}
