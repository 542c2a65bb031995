/**
 * The statements that write a batch. Each takes one JSON array ($1) and is prepared once a connection. Amounts come as whole numbers of
 * 1e-6 dollars and 1e-8 units and are scaled by a NUMERIC factor, which is exact.
 *
 * One JSON text and json_to_recordset beat arrays and unnest here: pg's array building costs the Node thread most (docs: measured).
 */
const MICRO = '0.000001';
const UNIT = '0.00000001';
const at = (ms: string) => `to_timestamp(${ms} / 1000.0)`;

/**
 * Orders of this batch and their decisions, in one statement, so that the JSON is read once. JSON that is kept comes as a text within the JSON: as
 * jsonb fields of the recordset the same rows took 42 us each instead of 25.
 */
export const RECEIVED = `
  WITH x AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::json) AS r(
      order_id text, decision_id text, account text, client_order_id text, symbol text, side text, order_type text, time_in_force text,
      quantity numeric, price numeric, check_price numeric, status text, filled numeric, leaves numeric, hold numeric, broker_order_id text,
      reason text, body_hash text, received_us float8, updated_ms float8, request text, state text, config_version int, accepted boolean,
      violations text, waived text, decided_by text, decided_ms float8)
  ), o AS (
    INSERT INTO orders (order_id, decision_id, account, client_order_id, symbol, side, order_type, time_in_force, quantity, price,
      check_price, status, filled_quantity, leaves_quantity, hold, broker_order_id, reason, body_hash, received_at, updated_at)
    SELECT order_id, decision_id, account, client_order_id, symbol, side, order_type, time_in_force, quantity * ${UNIT}, price * ${MICRO},
      check_price * ${MICRO}, status, filled * ${UNIT}, leaves * ${UNIT}, hold * ${MICRO}, broker_order_id, reason, body_hash,
      to_timestamp(received_us / 1000000.0), ${at('updated_ms')}
    FROM x ON CONFLICT (order_id) DO NOTHING
  )
  INSERT INTO decisions (decision_id, order_id, account, client_order_id, request, state, config_version, accepted, violations, waived,
    decided_by, reserved_at, decided_at)
  SELECT decision_id, order_id, account, client_order_id, request::json, state::json, config_version, accepted, violations::json,
    waived::json, decided_by,
    to_timestamp(received_us / 1000000.0), ${at('decided_ms')}
  FROM x ON CONFLICT (decision_id) DO NOTHING`;

/** Verdicts on orders of earlier batches. The first verdict stands, and an order that is further than NEW does not step back. */
export const LATE_VERDICTS = `
  WITH x AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::json) AS r(
      order_id text, decision_id text, accepted boolean, violations json, waived json, by text, at_ms float8)
  ), d AS (
    UPDATE decisions SET accepted = x.accepted, violations = x.violations, waived = x.waived, decided_by = x.by, decided_at = ${at('x.at_ms')}
    FROM x WHERE decisions.decision_id = x.decision_id AND decisions.accepted IS NULL
  )
  UPDATE orders SET
    status = CASE WHEN x.accepted THEN 'PENDING_SUBMIT' ELSE 'REJECTED' END,
    leaves_quantity = CASE WHEN x.accepted THEN leaves_quantity ELSE 0 END,
    hold = CASE WHEN x.accepted THEN hold ELSE 0 END,
    reason = CASE WHEN x.accepted THEN reason ELSE coalesce(x.violations -> 0 ->> 'code', x.by) END,
    updated_at = ${at('x.at_ms')}
  FROM x WHERE orders.order_id = x.order_id AND orders.status = 'NEW'`;

export const ADOPTED = `
  INSERT INTO orders (order_id, decision_id, account, client_order_id, symbol, side, order_type, time_in_force, quantity, price,
    check_price, status, filled_quantity, leaves_quantity, hold, broker_order_id, body_hash, received_at, updated_at)
  SELECT order_id, decision_id, account, client_order_id, symbol, side, order_type, time_in_force, quantity * ${UNIT}, price * ${MICRO},
    check_price * ${MICRO}, status, filled * ${UNIT}, leaves * ${UNIT}, hold * ${MICRO}, broker_order_id, '', ${at('at_ms')}, ${at('at_ms')}
  FROM json_to_recordset($1::json) AS r(
    order_id text, decision_id text, account text, client_order_id text, symbol text, side text, order_type text, time_in_force text,
    quantity numeric, price numeric, check_price numeric, status text, filled numeric, leaves numeric, hold numeric, broker_order_id text,
    at_ms float8)
  ON CONFLICT (order_id) DO UPDATE SET status = excluded.status, filled_quantity = excluded.filled_quantity,
    leaves_quantity = excluded.leaves_quantity, hold = excluded.hold, check_price = excluded.check_price,
    broker_order_id = excluded.broker_order_id, updated_at = excluded.updated_at`;

/** The broker's last word on orders of earlier batches, as live state has it. */
export const EXECUTED = `
  UPDATE orders SET status = x.order_status, filled_quantity = x.filled_quantity * ${UNIT}, leaves_quantity = x.leaves_quantity * ${UNIT},
    hold = x.hold * ${MICRO}, broker_order_id = coalesce(nullif(x.broker_order_id, ''), orders.broker_order_id),
    reason = CASE WHEN x.reason = '' THEN orders.reason ELSE x.reason END, updated_at = ${at('x.at_ms')}
  FROM json_to_recordset($1::json) AS x(order_id text, order_status text, filled_quantity numeric, leaves_quantity numeric, hold numeric,
    broker_order_id text, reason text, at_ms float8)
  WHERE orders.order_id = x.order_id`;

export const FILLS = `
  INSERT INTO fills (execution_id, broker_sequence, order_id, broker_order_id, account, symbol, side, quantity, price, fee, realized_pnl,
    executed_at, log_id)
  SELECT execution_id, broker_sequence, order_id, broker_order_id, account, symbol, side, quantity * ${UNIT}, price * ${MICRO},
    fee * ${MICRO}, realized_pnl * ${MICRO}, ${at('executed_at_ms')}, id
  FROM json_to_recordset($1::json) AS r(execution_id text, broker_sequence bigint, order_id text, broker_order_id text, account text,
    symbol text, side text, quantity numeric, price numeric, fee numeric, realized_pnl numeric, executed_at_ms float8, id text)
  ON CONFLICT (execution_id) DO NOTHING`;

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
      circuit_breaker_triggered boolean, at_ms float8, closed_ms float8)
  ), a AS (
    INSERT INTO accounts (account, initial_cash, cash, position_value, gross_exposure, day, updated_at)
    SELECT DISTINCT ON (account) account, cash * ${MICRO}, cash * ${MICRO}, position_value * ${MICRO}, gross_exposure * ${MICRO}, date,
      ${at('at_ms')}
    FROM x ORDER BY account, date DESC
    ON CONFLICT (account) DO UPDATE SET cash = excluded.cash, position_value = excluded.position_value,
      gross_exposure = excluded.gross_exposure, day = excluded.day, updated_at = excluded.updated_at
  )
  INSERT INTO daily_pnl_tracking (date, account, realized_pnl, unrealized_pnl, total_pnl, fees, cash, position_value, gross_exposure,
    day_start_equity, cash_moved, peak_equity, circuit_breaker_triggered, updated_at, closed_at)
  SELECT date, account, realized_pnl * ${MICRO}, unrealized_pnl * ${MICRO}, total_pnl * ${MICRO}, fees * ${MICRO}, cash * ${MICRO},
    position_value * ${MICRO}, gross_exposure * ${MICRO}, day_start_equity * ${MICRO}, cash_moved * ${MICRO}, peak_equity * ${MICRO},
    circuit_breaker_triggered, ${at('at_ms')}, ${at('closed_ms')}
  FROM x
  ON CONFLICT (date, account) DO UPDATE SET realized_pnl = excluded.realized_pnl, unrealized_pnl = excluded.unrealized_pnl,
    total_pnl = excluded.total_pnl, fees = excluded.fees, cash = excluded.cash, position_value = excluded.position_value,
    gross_exposure = excluded.gross_exposure, day_start_equity = excluded.day_start_equity, cash_moved = excluded.cash_moved,
    peak_equity = excluded.peak_equity, circuit_breaker_triggered = excluded.circuit_breaker_triggered, updated_at = excluded.updated_at,
    closed_at = coalesce(daily_pnl_tracking.closed_at, excluded.closed_at)`;

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

/** Trips, further causes and resets: `event` says which; a reset has no mode, trigger, value or threshold. */
export const BREAKER_EVENTS = `
  INSERT INTO circuit_breaker_events (id, breaker_id, event, scope, mode, trigger_type, trigger_value, threshold, actor, reason, at, source,
    expires_at)
  SELECT id, breaker_id, CASE type WHEN 'BREAKER_TRIPPED' THEN 'TRIPPED' WHEN 'BREAKER_RESET' THEN 'RESET' ELSE 'CAUSE' END, scope, mode,
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

/** $1 from, $2 to, $3 highest broker sequence, $4 highest generation of the batch. No row: another relay moved it. */
export const MOVE_POSITION = `
  UPDATE relay_position SET last_id = $2, broker_sequence = greatest(broker_sequence, $3::bigint),
    generation = greatest(generation, $4::bigint), updated_at = now()
  WHERE last_id = $1`;
