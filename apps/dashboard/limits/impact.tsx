import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, type ImpactInput } from '../api/calls.js';
import { wordsFor } from '../api/client.js';
import { quantity, sentence, whole } from '../ui/format.js';
import { Note } from '../ui/notes.js';

const DELAY_MS = 400;

/** What the orders of the exchange's day would have met under the limits that are being typed. */
export function Impact({ body }: { body: ImpactInput | null }) {
  const [settled] = useDebouncedValue(body === null ? null : JSON.stringify(body), DELAY_MS);
  const impact = useQuery({
    queryKey: ['impact', settled],
    queryFn: ({ signal }) => api.impact(JSON.parse(settled ?? '{}') as ImpactInput, signal),
    enabled: settled !== null,
    gcTime: 10_000,
  });
  if (body === null) return null;
  if (impact.isError)
    return (
      <Note tone="warn" title="Cannot say what today’s orders would have met">
        <p>{wordsFor(impact.error)}</p>
      </Note>
    );
  if (!impact.data) return <p className="dim">Trying it on today’s orders …</p>;
  const { looked_at, truncated, newly_refused, newly_accepted, by_code, examples } = impact.data;
  const of = `of ${truncated ? 'the newest ' : ''}${whole(looked_at)} orders of today`;
  if (looked_at === 0) return <Note tone="neutral" title="No order was decided today, so there is nothing to try it on" />;
  if (newly_refused === 0 && newly_accepted === 0) return <Note tone="neutral" title={`No difference to any ${of}`} />;
  return (
    <Note
      tone={newly_refused > 0 ? 'warn' : 'info'}
      title={`${whole(newly_refused)} more refused, ${whole(newly_accepted)} more accepted, ${of}`}
    >
      {by_code.length > 0 ? <p>{by_code.map(({ code, count }) => `${sentence(code)}: ${whole(count)}`).join(', ')}</p> : null}
      <ul>
        {examples.slice(0, 5).map((one) => (
          <li key={one.decision_id}>
            <Link to={`/decisions/${one.decision_id}`}>
              {one.side === 'BUY' ? 'Buy' : 'Sell'} {quantity(one.quantity)} {one.symbol}
            </Link>
            : {one.code_in_force === null ? 'accepted' : sentence(one.code_in_force)} →{' '}
            {one.code_proposed === null ? 'accepted' : sentence(one.code_proposed)}
          </li>
        ))}
      </ul>
      <p className="dim">
        Each order is judged on what it met then; what would have followed from another verdict is not followed.
      </p>
    </Note>
  );
}
