import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { DataSource } from 'typeorm';
import { type CopyBatch, HistoryWriter, RelayFencedError, type RelayPosition } from '#core/ports/history-writer.js';
import { integerOf } from './amounts.js';
import { copyMoney, copyText, copyTime, copyUnits } from './copy-text.js';
import { poolOf } from './data-source.js';
import * as statements from './history-statements.js';
import { type DecidedRow, project, type Projection } from './projection.js';
import { inTransaction } from './transaction.js';

/** Days that only marks moved are written at most this often: an account moves with every mark of what it holds. */
const MARKED_DAYS_MS = 1000;

/** Writes the log's projections through one `pg` connection at a time: TypeORM's mapping would cost more than PostgreSQL. */
export class PostgresHistoryWriter extends HistoryWriter {
  private markedDaysMs = 0;

  constructor(private readonly db: DataSource) {
    super();
  }

  override async position(): Promise<RelayPosition> {
    const { rows } = await poolOf(this.db).query<{ n: string; last_id: string; epoch: string }>(
      'SELECT n, last_id, epoch FROM relay_position',
    );
    const row = rows[0];
    if (!row) throw new Error('relay_position has no row: the migrations were not run');
    return { n: integerOf(row.n), last_id: row.last_id, epoch: integerOf(row.epoch) };
  }

  override async apply(batch: CopyBatch, from: RelayPosition): Promise<void> {
    const withMarks = batch.state.last_ms - this.markedDaysMs >= MARKED_DAYS_MS;
    const rows = project(batch, withMarks);
    const { n, id, broker_sequence, generation } = rows.last;
    await inTransaction(poolOf(this.db), '', async (client) => {
      const moved = await client.query({
        name: 'bw-move-position',
        text: statements.MOVE_POSITION,
        values: [from.n, from.epoch, n, id, broker_sequence, generation],
      });
      if (moved.rowCount !== 1) throw new RelayFencedError(`the relay's position is no longer ${from.n} (epoch ${from.epoch})`);
      await writeOrders(client, rows.decided);
      await copy(
        client,
        statements.COPY_EVENTS,
        rows.events.map((e) => `${e.n}\t${e.id}\t${e.type}\t${copyText(e.line)}\n`),
      );
      await writeRest(client, rows);
    });
    if (withMarks) this.markedDaysMs = batch.state.last_ms;
  }
}

async function writeOrders(client: PoolClient, decided: DecidedRow[]): Promise<void> {
  await copy(client, statements.COPY_ORDERS, decided.map(orderText));
  await copy(client, statements.COPY_DECISIONS, decided.map(decisionText));
}

function orderText({ event, status, filled, leaves, hold, broker_order_id, reason, updated_ms }: DecidedRow): string {
  const { order: o, state, content_hash } = event;
  const asked = `${o.order_id}\t${o.decision_id}\t${o.account}\t${copyText(o.client_order_id)}\t${o.symbol}\t${o.side}\t${o.order_type}\t${o.time_in_force}`;
  const price = o.price === null ? '\\N' : copyMoney(o.price);
  const amounts = `${copyUnits(o.quantity)}\t${price}\t${copyMoney(state.check_price)}\t${status}\t${copyUnits(filled)}\t${copyUnits(leaves)}\t${copyMoney(hold)}`;
  const broker = broker_order_id === null ? '\\N' : copyText(broker_order_id);
  return `${asked}\t${amounts}\t${broker}\t${copyText(reason)}\t${content_hash}\t${copyTime(state.at_us)}\t${copyTime(updated_ms * 1000)}\n`;
}

function decisionText({ n, line, event }: DecidedRow): string {
  const { order: o, state, accepted } = event;
  const at = copyTime(state.at_us);
  return `${o.decision_id}\t${o.order_id}\t${o.account}\t${copyText(o.client_order_id)}\t${state.config_version}\t${accepted ? 't' : 'f'}\t${at}\t${at}\t${n}\t${copyText(line)}\n`;
}

/** In pieces of some 64 KB: one text of a whole batch would be copied once more by the socket. */
async function copy(client: PoolClient, text: string, rows: string[]): Promise<void> {
  if (rows.length > 0) await pipeline(Readable.from(pieces(rows)), client.query(copyFrom(text)));
}

function* pieces(rows: string[]): Generator<string> {
  for (let i = 0; i < rows.length; i += 128) yield rows.slice(i, i + 128).join('');
}

async function writeRest(client: PoolClient, p: Projection): Promise<void> {
  const adopted = p.adopted.map(({ order, status, filled_quantity, leaves_quantity, ...rest }) => ({
    ...order,
    ...{ status, filled: filled_quantity, leaves: leaves_quantity },
    ...{ hold: rest.hold, check_price: rest.check_price, broker_order_id: rest.broker_order_id, at_ms: rest.at_ms },
  }));
  await write(client, 'bw-adopted', statements.ADOPTED, adopted);
  await write(client, 'bw-changed', statements.CHANGED, p.changed);
  await write(client, 'bw-fills', statements.FILLS, p.fills);
  await write(client, 'bw-order-events', statements.ORDER_EVENTS, p.order_events);
  await write(client, 'bw-positions', statements.POSITIONS, p.positions);
  await write(client, 'bw-days', statements.DAYS, p.days);
  await write(client, 'bw-quotes', statements.QUOTES, p.quotes);
  await write(client, 'bw-alerts', statements.ALERTS, p.alerts);
  await write(client, 'bw-breaker-events', statements.BREAKER_EVENTS, p.breaker_events);
  await write(client, 'bw-activations', statements.ACTIVATIONS, p.activations);
  await write(client, 'bw-rejections', statements.REJECTIONS, p.rejections);
  await write(client, 'bw-unreadable', statements.UNREADABLE, p.unreadable);
}

async function write(client: PoolClient, name: string, text: string, rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await client.query({ name, text, values: [storableJson(rows)] });
}

/** JSON that PostgreSQL takes: NUL and halves of surrogate pairs, which its text cannot hold, become U+FFFD; they must not stop the relay. */
function storableJson(rows: readonly object[]): string {
  const json = JSON.stringify(rows);
  if (!json.includes('\\u0000') && !json.includes('\\ud')) return json;
  const storable = (text: string) => text.replace(/\0|\p{Surrogate}/gu, '\uFFFD');
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value));
}
