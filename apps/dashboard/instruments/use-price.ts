import { useInstruments } from '../api/hooks.js';
import { money } from '../ui/format.js';

/** A price as text in the currency of its instrument: `$175.25`, `175.25 EUR`. */
export function usePrice(): (symbol: string, price: number) => string {
  const instruments = useInstruments().data?.instruments ?? [];
  const foreign = new Map(
    instruments.flatMap(({ symbol, fields }) => (isForeign(fields.currency) ? [[symbol, fields.currency]] : [])),
  );
  return (symbol, price) => {
    const currency = foreign.get(symbol);
    return currency === undefined ? money(price) : `${money(price).replace('$', '')} ${currency}`;
  };
}

const isForeign = (currency: unknown): currency is string => typeof currency === 'string' && currency !== 'USD';
