import type { AccountAnswer } from '#contracts/answers.js';
import { useLive } from '../live/use-live.js';
import { Figure, Panel, Pnl } from '../ui/figures.js';
import { inUnitBeside, money, ratio } from '../ui/format.js';
import { isOf } from './usage.js';

const WAITING = '–';

function leverageOf(used: number, limit: number | undefined): string {
  if (limit === undefined) return ratio(used);
  return `${inUnitBeside(used, limit, 'ratio')} of ${inUnitBeside(limit, used, 'ratio')}`;
}

/** What the account is worth and what it may still do. */
export function AccountOverview({ account, shown }: { account: string; shown: AccountAnswer | undefined }) {
  const live = useLive((state) => state.pnl[account]);
  const total = live?.total_pnl ?? shown?.day.total_pnl;
  const maxLeverage = shown?.usage.find(isOf(shown.account, 'max_leverage'))?.limit;
  return (
    <Panel title="Account overview">
      <dl className="figures panel-body">
        <Figure label="Equity">{shown ? money(shown.equity) : WAITING}</Figure>
        <Figure label="Cash">{shown ? money(shown.cash) : WAITING}</Figure>
        <Figure label="P&L of the day">{total === undefined ? WAITING : <Pnl value={total} />}</Figure>
        <Figure label="Buying power">{shown ? money(shown.buying_power) : WAITING}</Figure>
        <Figure label="Leverage used">{shown ? leverageOf(shown.leverage, maxLeverage) : WAITING}</Figure>
        <Figure label="Gross exposure">{shown ? money(shown.gross_exposure) : WAITING}</Figure>
        <Figure label="Margin, initial / maintenance">
          {shown ? `${money(shown.initial_margin)} / ${money(shown.maintenance_margin)}` : WAITING}
        </Figure>
      </dl>
    </Panel>
  );
}
