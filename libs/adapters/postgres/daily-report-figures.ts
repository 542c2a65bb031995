/**
 * The figures of a day's report, each defined once, in SQL. $1 and $2: the ids of orders of the day sort from the first to before the second; $3, $4: its
 * times; $5: its date; $6: accounts, or null for all. A table has at most ROWS_MAX rows.
 */
import type { ReportTable } from '#core/ports/daily-reports.js';

export const ROWS_MAX = 2000;

export type Figure = Omit<ReportTable, 'rows' | 'cut'> & { sql: string };

const mine = (column: string) => `($6::text[] IS NULL OR ${column} = ANY($6))`;
const ORDERS = `orders o WHERE o.order_id >= $1 AND o.order_id < $2 AND ${mine('o.account')}`;
const FILLED = `fills f JOIN orders o ON o.order_id = f.order_id WHERE f.executed_at >= $3 AND f.executed_at < $4 AND ${mine('f.account')}`;
/** Of one fill, in dollars: positive is worse than the price at which the order was checked. */
const SLIPPED = `(f.price - o.check_price) * f.quantity * CASE f.side WHEN 'BUY' THEN 1 ELSE -1 END`;
/** Each point with the highest profit of the day before it. A day begins at zero. */
const CURVE = `SELECT account, at, realized_pnl, total_pnl, greatest(0, max(total_pnl) OVER (PARTITION BY account ORDER BY at)) - total_pnl AS drawdown
  FROM daily_pnl_points WHERE date = $5::date AND ${mine('account')}`;

/** More than any second's number since 1970. */
const CODE = '100000000000::bigint';
const FIRST_OF = (code: string) => `((${code} + ${CODE} - 1) / ${CODE})`;

const text = (name: string) => ({ name, unit: 'text' as const });
const time = (name: string) => ({ name, unit: 'time' as const });
const count = (name: string) => ({ name, unit: 'count' as const });
const dollars = (name: string) => ({ name, unit: 'dollars' as const });

export const FIGURES: readonly Figure[] = [
  {
    id: 'pnl',
    title: 'Profit and loss by account',
    means:
      'The record of the day: realised and unrealised profit, fees, equity at its beginning, cash moved in and out (which is no profit). Leverage is gross exposure over equity, as the record has both last.',
    columns: [
      ...[text('account'), dollars('realised'), dollars('unrealised'), dollars('total'), dollars('fees')],
      ...[
        dollars('equity at start'),
        dollars('cash moved'),
        dollars('gross exposure'),
        { name: 'leverage', unit: 'ratio' as const },
      ],
      text('final'),
    ],
    sql: `SELECT account, realized_pnl, unrealized_pnl, total_pnl, fees, day_start_equity, cash_moved, gross_exposure,
        round(gross_exposure / nullif(cash + position_value, 0), 4), CASE WHEN closed_at IS NULL THEN 'no' ELSE 'yes' END
      FROM daily_pnl_tracking WHERE date = $5::date AND ${mine('account')} ORDER BY account`,
  },
  {
    id: 'drawdown',
    title: 'Drawdown by account',
    means:
      'The largest fall of the day’s profit from its highest point so far, and the lowest and highest profit, out of the samples of each minute. They are kept for some days only.',
    columns: [
      text('account'),
      dollars('largest drawdown'),
      dollars('lowest profit'),
      dollars('highest profit'),
      count('samples'),
    ],
    sql: `SELECT account, max(drawdown), min(total_pnl), max(total_pnl), count(*) FROM (${CURVE}) c GROUP BY account ORDER BY account`,
  },
  {
    id: 'curve',
    title: 'Profit and loss over the day',
    means:
      'One sample a minute where profit and loss changed: realised, total, and how far total is below its highest point so far.',
    columns: [text('account'), time('at'), dollars('realised'), dollars('total'), dollars('drawdown')],
    sql: `SELECT account, at, realized_pnl, total_pnl, drawdown FROM (${CURVE}) c ORDER BY account, at`,
  },
  {
    id: 'orders',
    title: 'Orders by account and strategy',
    means:
      'Orders that were decided on the day, each counted once, by what became of it so far. Ratio is orders for each order that was filled at least in part.',
    columns: [
      ...[
        text('account'),
        text('strategy'),
        count('orders'),
        count('refused'),
        count('filled'),
        count('canceled'),
        count('open'),
      ],
      { name: 'orders per filled order', unit: 'ratio' as const },
    ],
    sql: `SELECT account, coalesce(strategy, ''), count(*), count(*) FILTER (WHERE status = 'REJECTED'), count(*) FILTER (WHERE filled_quantity > 0),
        count(*) FILTER (WHERE status IN ('CANCELED', 'EXPIRED')), count(*) FILTER (WHERE status NOT IN ('FILLED', 'CANCELED', 'REJECTED', 'EXPIRED')),
        round(count(*)::numeric / nullif(count(*) FILTER (WHERE filled_quantity > 0), 0), 2)
      FROM ${ORDERS} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`,
  },
  {
    id: 'refusals',
    title: 'Refusals by reason',
    means: 'Orders that were refused, by the first reason, which is the code of the answer. Worth is quantity times check price.',
    columns: [
      text('reason'),
      count('orders'),
      { name: 'share of all orders', unit: 'percent' as const },
      dollars('worth'),
      time('first'),
      time('last'),
    ],
    sql: `SELECT reason, n, round(100.0 * n / total, 2), worth, first, last FROM (
        SELECT reason, status, count(*) AS n, sum(count(*)) OVER () AS total, sum(quantity * check_price) AS worth, min(received_at) AS first,
          max(received_at) AS last FROM ${ORDERS} GROUP BY reason, status) r
      WHERE status = 'REJECTED' ORDER BY n DESC, reason`,
  },
  {
    id: 'rates',
    title: 'Order rates by account',
    means:
      'Orders in the busiest second of the clock, and in the busiest minute, refused ones included. The gate’s own window slides and may have seen more.',
    columns: [text('account'), count('most in a second'), time('when'), count('most in a minute'), count('orders')],
    // The busiest second and its number are one number, of which the highest is looked for: sorting 400,000 seconds of a busy day took 2 s.
    sql: `SELECT account, ${FIRST_OF('max(code)')}, to_timestamp(${FIRST_OF('max(code)')} * ${CODE} - max(code)), max(n), sum(n) FROM (
        SELECT account, sum(n)::bigint AS n, max(n * ${CODE} - date_part('epoch', second)::bigint) AS code FROM (
          SELECT account, date_bin('1 second', received_at, 'epoch') AS second, count(*) AS n FROM ${ORDERS} GROUP BY 1, 2) seconds
        GROUP BY account, date_bin('1 minute', second, 'epoch')) minutes
      GROUP BY account ORDER BY account`,
  },
  {
    id: 'symbols',
    title: 'Fills by symbol',
    means:
      'Fills of the day. Realised profit is that of the fills. Slippage is what was paid more, or got less, than at the price at which the order was checked; in basis points of what was traded.',
    columns: [
      ...[text('symbol'), count('fills'), { name: 'quantity', unit: 'units' as const }, dollars('traded'), dollars('fees')],
      ...[dollars('realised'), dollars('slippage'), { name: 'slippage of traded', unit: 'basis points' as const }],
    ],
    sql: `SELECT f.symbol, count(*), sum(f.quantity), sum(f.quantity * f.price), sum(f.fee), sum(f.realized_pnl), sum(${SLIPPED}),
        round(10000 * sum(${SLIPPED}) / nullif(sum(f.quantity * f.price), 0), 2)
      FROM ${FILLED} GROUP BY f.symbol ORDER BY 4 DESC, 1`,
  },
  {
    id: 'strategies',
    title: 'Fills by account and strategy',
    means: 'The same fills by the account and the strategy of their orders.',
    columns: [
      text('account'),
      text('strategy'),
      count('fills'),
      dollars('traded'),
      dollars('fees'),
      dollars('realised'),
      dollars('slippage'),
    ],
    sql: `SELECT f.account, coalesce(o.strategy, ''), count(*), sum(f.quantity * f.price), sum(f.fee), sum(f.realized_pnl), sum(${SLIPPED})
      FROM ${FILLED} GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2`,
  },
  {
    id: 'breakers',
    title: 'Breakers',
    means: 'Breakers that tripped on the day, and when and by whom they were reset, if they were.',
    columns: [
      ...[
        count('breaker'),
        text('scope'),
        text('trigger'),
        time('tripped'),
        text('by'),
        text('why'),
        time('reset'),
        text('reset by'),
      ],
      text('reset why'),
    ],
    sql: `SELECT t.breaker_id, t.scope, t.trigger_type, t.at, t.actor, t.reason, r.at, r.actor, r.reason
      FROM circuit_breaker_events t LEFT JOIN circuit_breaker_events r ON r.breaker_id = t.breaker_id AND r.event = 'RESET'
      WHERE t.event = 'TRIPPED' AND t.at >= $3 AND t.at < $4
        AND ($6::text[] IS NULL OR t.scope NOT LIKE 'account:%' OR split_part(substr(t.scope, 9), '/', 1) = ANY($6)) ORDER BY t.at`,
  },
  {
    id: 'usage',
    title: 'Limits that were nearly or fully used',
    means:
      'Each time when an account crossed a threshold of a limit (LIMIT_WARNING), or the price took it beyond one (LIMIT_EXCEEDED).',
    columns: [time('at'), text('account'), text('symbol'), text('kind'), text('what')],
    sql: `SELECT created_at, account, symbol, alert_type, message FROM risk_alerts
      WHERE created_at >= $3 AND created_at < $4 AND alert_type IN ('LIMIT_WARNING', 'LIMIT_EXCEEDED') AND ${mine('account')} ORDER BY created_at`,
  },
  {
    id: 'alerts',
    title: 'Alerts by kind',
    means: 'Alerts of the day. Equal ones of one minute are one row that counts them; the number here is of all of them.',
    columns: [text('kind'), text('severity'), count('alerts'), count('rows'), time('first'), time('last')],
    sql: `SELECT alert_type, severity, sum(count), count(*), min(created_at), max(last_at) FROM risk_alerts_counted
      WHERE created_at >= $3 AND created_at < $4 AND (account IS NULL OR ${mine('account')}) GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`,
  },
  {
    id: 'changes',
    title: 'Changes of limits and rules',
    means: 'What was changed in the configuration on the day: by whom, from what, to what, and why.',
    columns: [time('at'), text('by'), text('field'), text('from'), text('to'), text('why'), count('version')],
    sql: `SELECT changed_at, actor, field, from_value, to_value, reason, version FROM config_changes
      WHERE changed_at >= $3 AND changed_at < $4 ORDER BY id`,
  },
];
