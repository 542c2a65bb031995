/**
 * The statements that write a batch. Orders, decisions and events come by COPY; what is rarer, or changes rows that are there, as one JSON array ($1) of
 * a statement that is prepared once a connection. In JSON amounts are whole numbers of 1e-6 dollars and 1e-8 units, scaled by a NUMERIC factor, which
 * is exact.
 */
const MICRO = '0.000001';
const UNIT = '0.00000001';
const at = (ms: string) => `to_timestamp(${ms} / 1000.0)`;

const ORDER_COLUMNS = `order_id, decision_id, account, client_order_id, symbol, side, order_type, time_in_force, quantity, price, check_price, status,
  filled_quantity, leaves_quantity, hold, broker_order_id, reason, body_hash, received_at, updated_at, strategy, user_name, principal, stop_price,
  good_till, reduce_only, extended_hours, one_cancels_other, nearest_rule, nearest_scope, nearest_used_bp, worth`;

/** By COPY, in text: the two tables cost PostgreSQL 20 to 28 us an order, json_to_recordset with ON CONFLICT 73 to 102. */
export const COPY_ORDERS = `COPY orders (${ORDER_COLUMNS}) FROM STDIN`;
export const COPY_DECISIONS = `COPY decisions (decision_id, order_id, account, client_order_id, config_version, accepted, reserved_at, decided_at, n,
  line, content_hash, principal) FROM STDIN`;

/** The same by way of a table of the transaction, for a batch that has an order again. */
export const ORDERS_ASIDE = `CREATE TEMP TABLE orders_again ON COMMIT DROP AS SELECT ${ORDER_COLUMNS} FROM orders WITH NO DATA`;
export const COPY_ORDERS_AGAIN = `COPY orders_again (${ORDER_COLUMNS}) FROM STDIN`;
export const ORDERS_AGAIN = `
  INSERT INTO orders (${ORDER_COLUMNS}) SELECT ${ORDER_COLUMNS} FROM orders_again
  ON CONFLICT (order_id) DO UPDATE SET (${ORDER_COLUMNS}) = ROW (${ORDER_COLUMNS.replaceAll(/[a-z_]+/g, 'excluded.$&')})`;

export const COPY_EVENTS = `COPY gate_events (n, id, type, line) FROM STDIN`;

export const ADOPTED = `
  INSERT INTO orders (order_id, decision_id, account, client_order_id, symbol, side, order_type, time_in_force, quantity, price,
    check_price, status, filled_quantity, leaves_quantity, hold, broker_order_id, body_hash, received_at, updated_at, strategy, user_name, stop_price, good_till,
    reduce_only, extended_hours)
  SELECT order_id, decision_id, account, client_order_id, symbol, side, order_type, time_in_force, quantity * ${UNIT}, price * ${MICRO},
    check_price * ${MICRO}, status, filled * ${UNIT}, leaves * ${UNIT}, hold * ${MICRO}, broker_order_id, '', ${at('at_ms')}, ${at('at_ms')}, strategy, "user", stop_price * ${MICRO},
    to_timestamp(good_till / 1000000.0), reduce_only, extended_hours
  FROM json_to_recordset($1::json) AS r(
    order_id text, decision_id text, account text, client_order_id text, symbol text, side text, order_type text, time_in_force text,
    quantity numeric, price numeric, check_price numeric, status text, filled numeric, leaves numeric, hold numeric, broker_order_id text,
    at_ms float8, strategy text, "user" text, stop_price numeric, good_till numeric, reduce_only boolean, extended_hours boolean)
  ON CONFLICT (order_id) DO UPDATE SET status = excluded.status, filled_quantity = excluded.filled_quantity,
    leaves_quantity = excluded.leaves_quantity, hold = excluded.hold, check_price = excluded.check_price,
    broker_order_id = excluded.broker_order_id, updated_at = excluded.updated_at`;

/** What became of orders of earlier batches. */
export const CHANGED = `
  UPDATE orders SET status = x.order_status, quantity = coalesce(x.quantity * ${UNIT}, orders.quantity),
    price = coalesce(x.price * ${MICRO}, orders.price), stop_price = coalesce(x.stop_price * ${MICRO}, orders.stop_price), check_price = coalesce(x.check_price * ${MICRO}, orders.check_price), filled_quantity = coalesce(x.filled_quantity * ${UNIT}, orders.filled_quantity),
    leaves_quantity = x.leaves_quantity * ${UNIT}, hold = x.hold * ${MICRO},
    broker_order_id = coalesce(nullif(x.broker_order_id, ''), orders.broker_order_id),
    reason = CASE WHEN x.reason = '' THEN orders.reason ELSE x.reason END, updated_at = ${at('x.at_ms')}
  FROM json_to_recordset($1::json) AS x(order_id text, order_status text, quantity numeric, price numeric, stop_price numeric, check_price numeric, filled_quantity numeric, leaves_quantity numeric, hold numeric,
    broker_order_id text, reason text, at_ms float8)
  WHERE orders.order_id = x.order_id`;

export const UNREADABLE = `
  INSERT INTO gate_unreadable (n, line, fault, at)
  SELECT n, line, fault, ${at('at_ms')} FROM json_to_recordset($1::json) AS r(n bigint, line text, fault text, at_ms float8)
  ON CONFLICT (n) DO NOTHING`;

/** An account that a person put into the table is opened with the cash that it has there. */
export const OPENED = `
  INSERT INTO accounts (account, initial_cash, cash)
  SELECT account, cash * ${MICRO}, cash * ${MICRO} FROM json_to_recordset($1::json) AS r(account text, cash numeric)
  ON CONFLICT (account) DO UPDATE SET initial_cash = excluded.initial_cash`;

/** An execution that comes twice is kept once a month: fills are partitioned by month, and the gate books each report once. */
export const FILLS = `
  INSERT INTO fills (execution_id, broker_sequence, order_id, broker_order_id, account, symbol, side, quantity, price, fee, realized_pnl,
    executed_at, log_id, traded)
  SELECT execution_id, broker_sequence, order_id, broker_order_id, account, symbol, side, quantity * ${UNIT}, price * ${MICRO},
    fee * ${MICRO}, realized_pnl * ${MICRO}, ${at('executed_at_ms')}, id, traded * ${MICRO}
  FROM json_to_recordset($1::json) AS r(execution_id text, broker_sequence bigint, order_id text, broker_order_id text, account text,
    symbol text, side text, quantity numeric, price numeric, fee numeric, realized_pnl numeric, executed_at_ms float8, id text, traded numeric)
  ON CONFLICT DO NOTHING RETURNING log_id`;

export const ORDER_EVENTS = `
  INSERT INTO order_events (id, order_id, account, kind, actor, reason, at)
  SELECT id, order_id, account, kind, actor, reason, ${at('at_ms')}
  FROM json_to_recordset($1::json) AS r(id text, order_id text, account text, kind text, actor text, reason text, at_ms float8)
  ON CONFLICT (id) DO NOTHING`;

export const POSITIONS = `
  INSERT INTO positions (account, symbol, quantity, cost, realized_pnl, updated_at)
  SELECT account, symbol, quantity * ${UNIT}, cost * ${MICRO}, realized_pnl * ${MICRO}, ${at('at_ms')}
  FROM json_to_recordset($1::json) AS r(account text, symbol text, quantity numeric, cost numeric, realized_pnl numeric, at_ms float8)
  ON CONFLICT (account, symbol) DO UPDATE SET quantity = excluded.quantity, cost = excluded.cost, realized_pnl = excluded.realized_pnl,
    updated_at = excluded.updated_at`;

/** Days, and each account as its newest day leaves it. */
export const DAYS = `
  WITH x AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::json) AS r(
      account text, date date, realized_pnl numeric, unrealized_pnl numeric, total_pnl numeric, fees numeric, cash numeric,
      position_value numeric, gross_exposure numeric, day_start_equity numeric, cash_moved numeric, peak_equity numeric,
      circuit_breaker_triggered boolean, at_ms float8, closed_ms float8, n bigint)
  ), a AS (
    INSERT INTO accounts (account, initial_cash, cash, position_value, gross_exposure, day, updated_at, n)
    SELECT DISTINCT ON (account) account, cash * ${MICRO}, cash * ${MICRO}, position_value * ${MICRO}, gross_exposure * ${MICRO}, date,
      ${at('at_ms')}, n
    FROM x ORDER BY account, date DESC
    ON CONFLICT (account) DO UPDATE SET cash = excluded.cash, position_value = excluded.position_value,
      gross_exposure = excluded.gross_exposure, day = excluded.day, updated_at = excluded.updated_at, n = excluded.n
  )
  INSERT INTO daily_pnl_tracking (date, account, realized_pnl, unrealized_pnl, total_pnl, fees, cash, position_value, gross_exposure,
    day_start_equity, cash_moved, peak_equity, circuit_breaker_triggered, updated_at, closed_at, n)
  SELECT date, account, realized_pnl * ${MICRO}, unrealized_pnl * ${MICRO}, total_pnl * ${MICRO}, fees * ${MICRO}, cash * ${MICRO},
    position_value * ${MICRO}, gross_exposure * ${MICRO}, day_start_equity * ${MICRO}, cash_moved * ${MICRO}, peak_equity * ${MICRO},
    circuit_breaker_triggered, ${at('at_ms')}, ${at('closed_ms')}, n
  FROM x
  ON CONFLICT (date, account) DO UPDATE SET realized_pnl = excluded.realized_pnl, unrealized_pnl = excluded.unrealized_pnl,
    total_pnl = excluded.total_pnl, fees = excluded.fees, cash = excluded.cash, position_value = excluded.position_value,
    gross_exposure = excluded.gross_exposure, day_start_equity = excluded.day_start_equity, cash_moved = excluded.cash_moved,
    peak_equity = excluded.peak_equity, circuit_breaker_triggered = excluded.circuit_breaker_triggered, updated_at = excluded.updated_at,
    closed_at = coalesce(daily_pnl_tracking.closed_at, excluded.closed_at), n = excluded.n`;

export const QUOTES = `
  INSERT INTO quotes (symbol, bid, ask, frozen, updated_at)
  SELECT symbol, bid * ${MICRO}, ask * ${MICRO}, frozen, ${at('at_ms')}
  FROM json_to_recordset($1::json) AS r(symbol text, bid numeric, ask numeric, frozen boolean, at_ms float8)
  ON CONFLICT (symbol) DO UPDATE SET bid = excluded.bid, ask = excluded.ask, frozen = excluded.frozen, updated_at = excluded.updated_at`;

export const ALERTS = `
  INSERT INTO risk_alerts (id, alert_type, severity, account, symbol, message, order_id, decision_id, breaker_id, created_at)
  SELECT id, alert_type, severity, account, symbol, message, order_id, decision_id, breaker_id, ${at('created_at_ms')}
  FROM json_to_recordset($1::json) AS r(id text, alert_type text, severity text, account text, symbol text, message text, order_id text,
    decision_id text, breaker_id bigint, created_at_ms float8)
  ON CONFLICT (id) DO NOTHING`;

/** $1: the events, each with the alert as it stood in the end. */
export const ALERT_COUNTS = `
  INSERT INTO risk_alert_counts (id, alert_id, count, last_at, at)
  SELECT id, alert->>'id', (alert->>'count')::int, ${at("(alert->>'last_at_ms')::float8")}, ${at('at_ms')}
  FROM json_to_recordset($1::json) AS r(id text, alert json, at_ms float8)
  ON CONFLICT (id) DO NOTHING`;

/** Trips, further causes, changes of mode and resets: `event` says which. A change of mode has no trigger, value or threshold, a reset no mode either. */
export const BREAKER_EVENTS = `
  INSERT INTO circuit_breaker_events (id, breaker_id, event, scope, mode, trigger_type, trigger_value, threshold, actor, reason, at, source,
    expires_at)
  SELECT id, breaker_id, 
    CASE type WHEN 'BREAKER_TRIPPED' THEN 'TRIPPED' WHEN 'BREAKER_RESET' THEN 'RESET' WHEN 'BREAKER_MODE_CHANGED' THEN 'MODE' ELSE 'CAUSE' END, scope, mode,
    trigger_type, trigger_value * ${MICRO}, threshold * ${MICRO}, actor, reason, ${at('at_ms')}, coalesce(source, ''), ${at('expires_at_ms')}
  FROM json_to_recordset($1::json) AS r(id text, breaker_id bigint, type text, scope text, mode text, trigger_type text,
    trigger_value numeric, threshold numeric, actor text, reason text, at_ms float8, source text, expires_at_ms float8)
  ON CONFLICT (id) DO NOTHING`;

export const REJECTIONS = `
  INSERT INTO config_rejections (id, source, place, fault, at)
  SELECT id, source, place, fault, ${at('at_ms')}
  FROM json_to_recordset($1::json) AS r(id text, source text, place text, fault text, at_ms float8)
  ON CONFLICT (id) DO NOTHING`;

export const ACTIVATIONS = `
  INSERT INTO config_activations (id, version, at)
  SELECT id, version, ${at('at_ms')} FROM json_to_recordset($1::json) AS r(id text, version int, at_ms float8)
  ON CONFLICT (id) DO NOTHING`;

/** $1 from n, $2 epoch, $3 to n, $4 id, $5 broker sequence, $6 generation. No row: another relay moved it, or the log was begun again. */
export const MOVE_POSITION = `
  UPDATE relay_position SET n = $3, last_id = $4, broker_sequence = $5, generation = $6, updated_at = now() WHERE n = $1 AND epoch = $2
  RETURNING *`;

/** Ends the sessions that hold the relay's position and wait for their client: a relay that was frozen in the middle of a batch. */
export const END_STUCK_RELAYS = `
  SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
  WHERE l.relation = 'relay_position'::regclass AND l.mode = 'RowExclusiveLock' AND l.granted AND a.pid <> pg_backend_pid()
    AND a.wait_event = 'ClientRead' AND a.state_change < now() - interval '1 second'`;
