import { useQuery } from '@tanstack/react-query';
import { api } from '../api/calls.js';
import { money } from '../ui/format.js';

type Instruments = Awaited<ReturnType<typeof api.instruments>>;

/** A price as text in the currency of its instrument: `$175.25`, `175.25 EUR`. */
export function usePrice(): (symbol: string, price: number) => string {
  // Each row of a table asks, and rows come as one scrolls: what a price is in hardly ever changes.
  const { data } = useQuery({ queryKey: ['instruments'], queryFn: api.instruments, staleTime: 60_000 });
  const foreign = data ? foreignIn(data) : undefined;
  return (symbol, price) => {
    const currency = foreign?.get(symbol);
    return currency === undefined ? money(price) : `${money(price).replace('$', '')} ${currency}`;
  };
}

/** Once for each answer, however many rows ask. */
const found = new WeakMap<Instruments, ReadonlyMap<string, string>>();

function foreignIn(answer: Instruments): ReadonlyMap<string, string> {
  let foreign = found.get(answer);
  if (!foreign) {
    const all = answer.instruments.flatMap(({ symbol, fields: { currency = 'USD' } }) =>
      currency === 'USD' || currency === '' ? [] : [[symbol, currency] as const],
    );
    found.set(answer, (foreign = new Map(all)));
  }
  return foreign;
}
