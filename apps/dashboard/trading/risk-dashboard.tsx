import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { AccountAnswer, BreakerAnswer, UsageAnswer } from '#contracts/answers.js';
import { useOpenBreakers, useRecentAlerts } from '../api/hooks.js';
import type { LiveAlert } from '../live/live-state.js';
import { useLive } from '../live/use-live.js';
import { Figure, Panel, Pnl, Tag, type Tone, When } from '../ui/figures.js';
import { inUnitBeside, money, sentence, timesShown } from '../ui/format.js';
import { PnlChart } from './pnl-chart.js';
import { isOf } from './usage.js';

const ALERTS_SHOWN = 10;

/** The day's P&L against its limit, how much of each limit is used, the breaker, and the last alerts. */
export function RiskDashboard({ account, shown }: { account: string; shown: AccountAnswer | undefined }) {
  const live = useLive((state) => state.pnl[account]);
  const day = live ?? shown?.day;
  const lossLimit = shown?.usage.find(isOf(account, 'daily_loss_limit'))?.limit;
  const [zoom, setZoom] = useState('limit');
  return (
    <Panel title="Risk dashboard" aside={<BreakerState account={account} />}>
      <div className="risk-grid">
        <div>
          <dl className="figures">
            <Figure label="P&L of the day">{day ? <Pnl value={day.total_pnl} /> : '–'}</Figure>
            <Figure label="Realised">{day ? <Pnl value={day.realized_pnl} /> : '–'}</Figure>
            <Figure label="Unrealised">{day ? <Pnl value={day.unrealized_pnl} /> : '–'}</Figure>
            <Figure label="Trips at a loss of">
              {lossLimit === undefined ? '–' : <span className="num">{money(lossLimit)}</span>}
            </Figure>
          </dl>
          <div className="chart-head">
            <SegmentedControl
              size="xs"
              aria-label="Scale of the chart"
              value={zoom}
              onChange={setZoom}
              data={[
                { value: 'limit', label: 'Limit in view' },
                { value: 'fit', label: 'Zoom' },
              ]}
            />
          </div>
          <PnlChart account={account} lossLimit={lossLimit ?? null} fit={zoom === 'fit'} />
        </div>
        <UsageBars usage={shown?.usage ?? []} />
        <RecentAlerts />
      </div>
    </Panel>
  );
}

/** Whether orders of this account pass, by the breakers that concern it. */
function BreakerState({ account }: { account: string }) {
  const open = useOpenBreakers();
  if (!open.data || open.isError) return <Tag mark="◌">Breaker unknown</Tag>;
  const concerning = open.data.circuit_breakers.filter(({ scope }) => scope === 'firm' || scope === `account:${account}`);
  const strictest: BreakerAnswer | undefined = concerning.find(({ mode }) => mode === 'halt') ?? concerning[0];
  if (strictest)
    return (
      <Tag tone="bad" mark="■">
        {strictest.mode === 'halt' ? 'Breaker open: halted' : 'Breaker open: reduce only'}
      </Tag>
    );
  return (
    <Tag tone="good" mark="✓">
      No breaker open
    </Tag>
  );
}

/** From here on a limit is called near. */
const NEAR = 0.8;

function UsageBars({ usage }: { usage: UsageAnswer[] }) {
  return (
    <div className="usage" role="group" aria-label="How much of each limit is used">
      {usage.map(({ limit_name, words: name, scope, unit, used, limit, symbol }) => {
        const where = [symbol, scope.split('/')[1]?.replace(':', ' ')].filter((part) => part);
        const share = limit > 0 ? Math.min(1, used / limit) : used > 0 ? 1 : 0;
        const tone = share >= 1 ? 'usage-full' : share >= NEAR ? 'usage-near' : '';
        const words = `${inUnitBeside(used, limit, unit)} of ${limit > 0 ? inUnitBeside(limit, used, unit) : '–'}`;
        return (
          <div className="usage-row" key={`${scope} ${limit_name}`}>
            <div className="usage-words">
              <span>
                {name}
                {where.length === 0 ? '' : ` (${where.join(', ')})`}
              </span>
              <span className="num">
                {share >= NEAR ? <strong>{share >= 1 ? 'At the limit ' : 'Near '}</strong> : null}
                {words}
              </span>
            </div>
            <div
              className="usage-track"
              role="progressbar"
              aria-label={[name, ...where].join(' ')}
              aria-valuenow={Math.round(share * 100)}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuetext={words}
            >
              <div className={`usage-fill ${tone}`} style={{ transform: `scaleX(${share})` }} />
            </div>
          </div>
        );
      })}
    </div>
  );
}

const SEVERITY_TONE: Record<LiveAlert['severity'], Tone> = { INFO: 'info', WARNING: 'warn', CRITICAL: 'bad' };
const SEVERITY_MARK: Record<LiveAlert['severity'], string> = { INFO: 'ℹ', WARNING: '⚠', CRITICAL: '✕' };

export function SeverityTag({ severity }: Pick<LiveAlert, 'severity'>) {
  return (
    <Tag tone={SEVERITY_TONE[severity]} mark={SEVERITY_MARK[severity]}>
      {sentence(severity)}
    </Tag>
  );
}

/** The last ten: as messages bring them, completed by what the API knows of each (its decision). */
function RecentAlerts() {
  const live = useLive((state) => state.alerts);
  const listed = useRecentAlerts().data?.alerts ?? [];
  const known = new Map<string, LiveAlert>([...live, ...listed].map((alert) => [alert.id, alert]));
  const alerts = [...known.values()].sort((a, b) => (a.created_at < b.created_at ? 1 : -1)).slice(0, ALERTS_SHOWN);
  return (
    <div className="risk-alerts">
      <div className="page-head">
        <h3>Last alerts</h3>
        <Link to="/alerts">All alerts</Link>
      </div>
      {alerts.length === 0 ? (
        <p className="dim">No alert yet. A refused order and every trip of a breaker appear here at once.</p>
      ) : (
        <ul className="alert-list" data-testid="recent-alerts">
          {alerts.map((alert) => (
            <li key={alert.id}>
              <When at={alert.created_at} />
              <SeverityTag severity={alert.severity} />
              <span className="alert-text" title={alert.message}>
                {alert.symbol === null ? '' : `${alert.symbol}: `}
                {alert.decision_id === null ? alert.message : <Link to={`/decisions/${alert.decision_id}`}>{alert.message}</Link>}
                {timesShown(alert)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
