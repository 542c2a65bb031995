import { useReconciliation } from '../api/hooks.js';

/** On every page while an account trades real money, and while one cannot be sent orders. */
export function LiveBar() {
  const accounts = useReconciliation().data?.accounts ?? [];
  const live = accounts.filter((one) => one.live).map(({ account }) => account);
  const closed = accounts.filter(({ ready }) => !ready).map(({ account }) => account);
  return (
    <>
      {live.length === 0 ? null : (
        <output className="live-money" data-testid="live-money">
          LIVE: real money ({named(live)})
        </output>
      )}
      {closed.length === 0 ? null : (
        <div className="stale" role="alert" data-testid="broker-not-ready">
          ⚠ The broker cannot be sent orders of {named(closed)}: they are refused. <a href="/broker">Why</a>
        </div>
      )}
    </>
  );
}

const NAMED_MAX = 3;
const named = (names: readonly string[]) =>
  names.slice(0, NAMED_MAX).join(', ') + (names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : '');
