import { useHalts, useInstruments } from '../api/hooks.js';
import { When } from '../ui/figures.js';
import { Note } from '../ui/notes.js';
import { haltedInWords, haltsOfSymbol } from './halted.js';

/** Says on the order form that the symbol is halted, before an order meets it. */
export function HaltNote({ symbol }: { symbol: string }) {
  const halts = useHalts().data?.halts ?? [];
  // Which class the symbol is of matters only where one is halted.
  const byClass = halts.some(({ scope }) => scope.startsWith('class:'));
  const instruments = useInstruments(byClass).data?.instruments;
  const known = byClass ? instruments?.find((one) => one.symbol === symbol) : undefined;
  return haltsOfSymbol(halts, symbol, known?.fields['asset_class']).map(({ scope, reason, actor, until }) => (
    <Note key={scope} tone="warn" title={`Halted: ${haltedInWords(scope)}`}>
      <p>
        {reason}, by {actor}
        {until === null ? null : (
          <>
            , until <When at={until} />
          </>
        )}
      </p>
    </Note>
  ));
}
