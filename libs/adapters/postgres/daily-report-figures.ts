/**
 * The figures of a day's report, each defined once, in SQL. $1 and $2: the ids of orders of the day sort from the first to before the second; $3, $4: its
 * times; $5: its date; $6: accounts, or null for all. A table has at most ROWS_MAX rows.
 */
import { LATENCY_BOUNDS_US } from '#core/monitor/check-latency.js';
import { NEARLY_BP } from '#core/monitor/use-tally.js';
import type { ReportTable } from '#core/ports/daily-reports.js';

export const ROWS_MAX = 2000;

export type Figure = Omit<ReportTable, 'rows' | 'cut'> & { sql: string };

const mine = (column: string) => `($6::text[] IS NULL OR ${column} = ANY($6))`;
const ORDERS = `orders o WHERE o.order_id >= $1 AND o.order_id < $2 AND ${mine('o.account')}`;
const FILLED = `fills f JOIN orders o ON o.order_id = f.order_id WHERE f.executed_at >= $3 AND f.executed_at < $4 AND ${mine('f.account')}`;
/** Of one fill, in dollars: with multiplier and rate, where the instrument has them. */
const TRADED = 'coalesce(f.traded, f.quantity * f.price)';
/** Positive is worse than the price at which the order was checked. */
const SLIPPED = `(f.price - o.check_price) * f.quantity * CASE f.side WHEN 'BUY' THEN 1 ELSE -1 END * coalesce(f.traded / nullif(f.quantity * f.price, 0), 1)`;
/** Each point with the highest profit of the day before it. A day begins at zero. */
const CURVE = `SELECT account, at, realized_pnl, total_pnl, greatest(0, max(total_pnl) OVER (PARTITION BY account ORDER BY at)) - total_pnl AS drawdown
  FROM daily_pnl_points WHERE date = $5::date AND ${mine('account')}`;

/**
 * A curve of many accounts has more samples than a table rows. One sample of each account then stands for so many minutes: the newest of the day, else the one
 * that comes first by `worst`, so that no dip and no peak is lost.
 */
const thinned = (samples: string, worst: string) => `SELECT DISTINCT ON (account, bin) * FROM (
  SELECT *, date_bin(make_interval(mins => width), at, 'epoch') AS bin FROM (
    SELECT s.*, at = max(at) OVER (PARTITION BY account) AS newest, greatest(1, ceil(count(*) OVER () / ${ROWS_MAX * 0.9}))::int AS width
    FROM (${samples}) s) sampled) binned
  ORDER BY account, bin, newest DESC, ${worst}`;
/** Samples of how an account stood; those of an earlier build say only profit and loss. */
const STOOD = `SELECT account, at, equity, gross_exposure, initial_margin, maintenance_margin, max_leverage,
    CASE WHEN equity > 0 THEN gross_exposure / equity END AS leverage
  FROM daily_pnl_points WHERE date = $5::date AND equity IS NOT NULL AND ${mine('account')}`;

const BOUNDS = `ARRAY[${LATENCY_BOUNDS_US.join()}]::bigint[]`;
/** Checks by hour, and all of the day (null); of each bucket how many checks took at most as long. */
const LATENCIES = `SELECT hour, i, sum(n) OVER (PARTITION BY hour ORDER BY i) AS upto, sum(n) OVER (PARTITION BY hour) AS checks FROM (
  SELECT date_trunc('hour', at) AS hour, i, sum(n) AS n FROM check_latencies, unnest(buckets) WITH ORDINALITY AS bucket(n, i)
  WHERE at >= $3 AND at < $4 AND n > 0 GROUP BY GROUPING SETS ((1, 2), (2))) by_bucket`;
const PERCENTILE = (share: number) =>
  `round(least(coalesce(min((${BOUNDS})[i]) FILTER (WHERE upto >= ${share} * checks), max(max_us)), max(max_us)) / 1000.0, 3)`;

/** More than any second's number since 1970. */
const CODE = '100000000000::bigint';
const FIRST_OF = (code: string) => `((${code} + ${CODE} - 1) / ${CODE})`;

/** A figure in the unit of its row. */
const AMOUNT = (
  column: string,
) => `CASE unit WHEN 'dollars' THEN to_char(${column}, 'FM$999999999990.00') WHEN 'percent' THEN to_char(${column}, 'FM9999999990.00') || ' %'
  WHEN 'ratio' THEN to_char(${column}, 'FM9999990.00') ELSE to_char(${column}, 'FM99999999990') END`;

const text = (name: string) => ({ name, unit: 'text' as const });
const time = (name: string) => ({ name, unit: 'time' as const });
const count = (name: string) => ({ name, unit: 'count' as const });
const dollars = (name: string) => ({ name, unit: 'dollars' as const });
const percent = (name: string) => ({ name, unit: 'percent' as const });
const ratio = (name: string) => ({ name, unit: 'ratio' as const });
const ms = (name: string) => ({ name, unit: 'milliseconds' as const });

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
      'The largest fall of the day’s profit from its highest point so far, and the lowest and highest profit, out of the samples of each minute.',
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
      'One sample a minute where profit and loss changed: realised, total, and how far total is below its highest point so far. Where that is more than a table holds, one sample stands for some minutes: the one with the deepest drawdown.',
    columns: [text('account'), time('at'), dollars('realised'), dollars('total'), dollars('drawdown')],
    sql: `SELECT account, at, realized_pnl, total_pnl, drawdown FROM (${thinned(CURVE, 'drawdown DESC, at')}) c ORDER BY account, at`,
  },
  {
    id: 'exposure',
    title: 'Exposure, leverage and margin by account',
    means:
      'The highest of the day, out of the samples of each minute. Gross exposure is the sum of what each symbol would be worth if all its open buys, or all its open sells, filled. Leverage is gross exposure over equity; beside it the limit at the last sample. Initial margin is 50 % of gross exposure. The last figure is how near equity came to the maintenance requirement.',
    columns: [
      ...[text('account'), dollars('highest gross exposure'), time('at'), ratio('highest leverage'), ratio('leverage limit')],
      ...[dollars('highest initial margin'), percent('of equity'), dollars('least equity above maintenance')],
    ],
    sql: `SELECT account, max(gross_exposure), (array_agg(at ORDER BY gross_exposure DESC, at))[1], round(max(leverage), 4),
        (array_agg(max_leverage ORDER BY at DESC))[1], max(initial_margin),
        round(100 * max(CASE WHEN equity > 0 THEN initial_margin / equity END), 2), min(equity - maintenance_margin)
      FROM (${STOOD}) s GROUP BY account ORDER BY account`,
  },
  {
    id: 'exposures',
    title: 'Exposure and margin over the day',
    means:
      'One sample a minute where anything changed: equity, gross exposure, the most that the leverage limit allowed then (equity times the limit), leverage with its limit, initial and maintenance margin. Where that is more than a table holds, one sample stands for some minutes: the one with the highest exposure.',
    columns: [
      ...[text('account'), time('at'), dollars('equity'), dollars('gross exposure'), dollars('most by leverage')],
      ...[ratio('leverage'), ratio('leverage limit'), dollars('initial margin'), dollars('maintenance margin')],
    ],
    sql: `SELECT account, at, equity, gross_exposure, greatest(0, equity * max_leverage), round(leverage, 4), max_leverage, initial_margin, maintenance_margin
      FROM (${thinned(STOOD, 'gross_exposure DESC, at')}) s ORDER BY account, at`,
  },
  {
    id: 'limits',
    title: 'Use of every limit',
    means:
      'Every limit of which something was used on the day, at the account or other scope where it is measured. It is looked at every 2 seconds; the peak is the highest look, with the symbol it was in, what was used and the limit then. The mean is over the looks at which something was used. Minutes above 80 % had at least one such look. A limit of each symbol is one row: at each look the symbol that was nearest to it. Rates, streaks of losses and limits of a single order are not in it.',
    columns: [
      ...[text('scope'), text('limit'), percent('peak'), time('at'), text('in'), text('used'), text('of')],
      ...[percent('mean'), count('minutes used'), count('minutes above 80 %')],
    ],
    sql: `SELECT scope, words, round(peak_bp / 100.0, 2), peak_at, coalesce(peak_symbol, ''), ${AMOUNT('peak_used')}, ${AMOUNT('peak_limit')},
        round(sum_bp / (100.0 * looks), 2), minutes, minutes_nearly
      FROM limit_use_days WHERE date = $5::date AND ${mine('account')} ORDER BY peak_bp DESC, scope, limit_name`,
  },
  {
    id: 'misses',
    title: 'Nearest misses',
    means: `The 50 orders that were let through and came nearest to a limit, of those that used at least ${NEARLY_BP / 100} % of one: of all rules that compare a figure with its limit and applied to the order, the one with the largest share, this order included. 100 % is exactly at the limit, which passes. Rates are not in it, and orders that only close are measured only where closing is.`,
    columns: [
      ...[
        time('at'),
        text('account'),
        text('strategy'),
        text('symbol'),
        text('side'),
        dollars('worth'),
        text('rule'),
        text('scope'),
      ],
      ...[percent('used'), text('decision')],
    ],
    sql: `SELECT received_at, account, coalesce(strategy, ''), symbol, side, quantity * check_price, nearest_rule, nearest_scope,
        round(nearest_used_bp / 100.0, 2), decision_id
      FROM orders WHERE order_id IN (
        SELECT order_id FROM ${ORDERS} AND nearest_used_bp >= ${NEARLY_BP} ORDER BY nearest_used_bp DESC, order_id LIMIT 50)
      ORDER BY nearest_used_bp DESC, order_id`,
  },
  {
    id: 'latency',
    title: 'Latency of decisions',
    means:
      'From the moment when an API process hands an order to the gate until the log keeps the verdict, by hour and (the row without an hour) for the day. Each process counts its orders in classes that are 25 % wide; a percentile is the upper end of its class, and never above the longest. Lists of orders are not in it.',
    columns: [time('hour'), count('orders'), ...['mean', 'p50', 'p95', 'p99', 'p99.9', 'longest'].map(ms)],
    sql: `SELECT c.hour, max(checks), max(mean), ${[0.5, 0.95, 0.99, 0.999].map(PERCENTILE).join(', ')}, round(max(max_us) / 1000.0, 3)
      FROM (${LATENCIES}) c JOIN (
        SELECT date_trunc('hour', at) AS hour, max(max_us) AS max_us, round(sum(total_us) / (1000.0 * sum(orders)), 3) AS mean
        FROM check_latencies WHERE at >= $3 AND at < $4 GROUP BY GROUPING SETS ((1), ())) l ON l.hour IS NOT DISTINCT FROM c.hour
      GROUP BY c.hour ORDER BY c.hour NULLS FIRST`,
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
    means:
      'Orders that were refused, by the first reason, which is the code of the answer. Worth is quantity times check price, in dollars.',
    columns: [
      text('reason'),
      count('orders'),
      { name: 'share of all orders', unit: 'percent' as const },
      dollars('worth'),
      time('first'),
      time('last'),
    ],
    sql: `SELECT reason, n, round(100.0 * n / total, 2), worth, first, last FROM (
        SELECT reason, status, count(*) AS n, sum(count(*)) OVER () AS total, sum(coalesce(worth, quantity * check_price)) AS worth, min(received_at) AS first,
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
    sql: `SELECT f.symbol, count(*), sum(f.quantity), sum(${TRADED}), sum(f.fee), sum(f.realized_pnl), sum(${SLIPPED}),
        round(10000 * sum(${SLIPPED}) / nullif(sum(${TRADED}), 0), 2)
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
    sql: `SELECT f.account, coalesce(o.strategy, ''), count(*), sum(${TRADED}), sum(f.fee), sum(f.realized_pnl), sum(${SLIPPED})
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
