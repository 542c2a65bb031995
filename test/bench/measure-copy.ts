/** COPY against what version 1 did (one json_to_recordset statement with ON CONFLICT for both tables), side by side. */
import 'reflect-metadata';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { encodeEvent } from '#core/gate/codec.js';
import { anOrder, decided } from '../factories/log-events.js';
import { scratchDatabase } from '../factories/scratch-database.js';
import { copyMoney, copyText, copyTime, copyUnits, copyWords } from '#adapters/postgres/copy-text.js';
const database = await scratchDatabase();
const client = new pg.Client({ connectionString: database.url });
await client.connect();
const RECEIVED = `
  WITH x AS MATERIALIZED (SELECT * FROM json_to_recordset($1::json) AS r(
      order_id text, decision_id text, account text, client_order_id text, symbol text, side text, order_type text, time_in_force text,
      quantity numeric, price numeric, check_price numeric, status text, filled numeric, leaves numeric, hold numeric, broker_order_id text,
      reason text, body_hash text, received_us float8, updated_ms float8, request text, state text, config_version int, accepted boolean,
      violations text, waived text, decided_by text, decided_ms float8)
  ), o AS (
    INSERT INTO orders (order_id, decision_id, account, client_order_id, symbol, side, order_type, time_in_force, quantity, price,
      check_price, status, filled_quantity, leaves_quantity, hold, broker_order_id, reason, body_hash, received_at, updated_at)
    SELECT order_id, decision_id, account, client_order_id, symbol, side, order_type, time_in_force, quantity * 0.00000001, price * 0.000001,
      check_price * 0.000001, status, filled * 0.00000001, leaves * 0.00000001, hold * 0.000001, broker_order_id, reason, body_hash,
      to_timestamp(received_us / 1000000.0), to_timestamp(updated_ms/1000.0)
    FROM x ON CONFLICT (order_id) DO NOTHING)
  INSERT INTO decisions (decision_id, order_id, account, client_order_id, request, state, config_version, accepted, violations, waived,
    decided_by, reserved_at, decided_at)
  SELECT decision_id, order_id, account, client_order_id, request::json, state::json, config_version, accepted, violations::json,
    waived::json, decided_by, to_timestamp(received_us / 1000000.0), to_timestamp(decided_ms/1000.0)
  FROM x`;
let number = 0;
const make = () => Array.from({ length: 2000 }, () => { number += 1; const s = number.toString(36).padStart(9, '0') + 'a1b2c3d4e5f6a1b2c3d4'; return decided(number, anOrder(number, { order_id: `ord_${s}`, decision_id: `dec_${s}` })); });
async function json(events: ReturnType<typeof make>) {
  const rows = events.map(({ order: o, state, content_hash, at_ms }) => ({ ...o, check_price: state.check_price, status: 'PENDING_SUBMIT', filled: 0, leaves: o.quantity, hold: state.notional, broker_order_id: null, reason: '', body_hash: String(content_hash), received_us: state.at_us, updated_ms: at_ms, request: JSON.stringify(o), state: JSON.stringify(state), config_version: 1, accepted: true, violations: '[]', waived: '[]', decided_by: 'api', decided_ms: at_ms }));
  await client.query({ name: 'r', text: RECEIVED, values: [JSON.stringify(rows)] });
}
const OC = 'order_id, decision_id, account, client_order_id, symbol, side, order_type, time_in_force, quantity, price, check_price, status, filled_quantity, leaves_quantity, hold, broker_order_id, reason, body_hash, received_at, updated_at';
async function copy(events: ReturnType<typeof make>) {
  const put = async (sql: string, rows: string[]) => { const pieces = []; for (let i = 0; i < rows.length; i += 128) pieces.push(rows.slice(i, i + 128).join('')); await pipeline(Readable.from(pieces), client.query(copyFrom(sql))); };
  await put(`COPY orders (${OC}) FROM STDIN`, events.map(({ order: o, state, content_hash, at_ms }) => `${copyWords(`${o.order_id}\t${o.decision_id}\t${o.account}\t${o.client_order_id}\t${o.symbol}`)}\t${o.side}\t${o.order_type}\t${o.time_in_force}\t${copyUnits(o.quantity)}\t${copyMoney(o.price ?? 0)}\t${copyMoney(state.check_price)}\tPENDING_SUBMIT\t0.0\t${copyUnits(o.quantity)}\t${copyMoney(state.notional)}\t\\N\t${copyText('')}\t${content_hash}\t${copyTime(state.at_us)}\t${copyTime(at_ms * 1000)}\n`));
  await put('COPY decisions (decision_id, order_id, account, client_order_id, config_version, accepted, reserved_at, decided_at, n, line, content_hash) FROM STDIN', events.map((e) => { const at = copyTime(e.state.at_us); const o = e.order; return `${copyWords(`${o.decision_id}\t${o.order_id}\t${o.account}\t${o.client_order_id}`)}\t1\tt\t${at}\t${at}\t${Number(e.id.split('-')[0]) - 1772463600000}\t${copyText(encodeEvent(e))}\t${e.content_hash}\n`; }));
}
const results: Record<string, number[]> = { json: [], copy: [] };
for (let round = 0; round < 14; round += 1)
  for (const [name, work] of [['json', json], ['copy', copy]] as const) {
    const batches = Array.from({ length: 5 }, make);
    const cpu = process.cpuUsage();
    const began = performance.now();
    for (const events of batches) { await client.query('BEGIN'); await work(events); await client.query('COMMIT'); }
    const us = ((performance.now() - began) * 1000) / 10_000;
    const used = process.cpuUsage(cpu);
    if (round > 1) { results[name]?.push(us); (results[name + 'Node'] ??= []).push((used.user + used.system) / 10_000); }
  }
for (const [name, all] of Object.entries(results)) { const s = all.toSorted((a, b) => a - b); console.log(name, 'us an order: median', s[Math.floor(s.length / 2)]?.toFixed(1), 'min', s[0]?.toFixed(1), 'max', s.at(-1)?.toFixed(1)); }
await client.end();
await database.drop();
