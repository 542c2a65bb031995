import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DatabaseError, type PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import type { ExecutionApplied } from '#core/gate/event.js';
import type { Order } from '#core/model/order.js';
import { tradedIn } from '#core/gate/valuation.js';
import { type CopyBatch, HistoryWriter, RelayFencedError, type RelayPosition } from '#core/ports/history-writer.js';
import { integerOf } from './amounts.js';
import { AUDIT_PLACE, type AuditPlace, PostgresAuditChain } from './audit-chain.js';
import { copyInto } from './copy-into.js';
import { copyMoney, copyText, copyTime, copyUnits, copyWords } from './copy-text.js';
import { assertPostgresSyncs } from './data-source.js';
import { poolOf } from './pool.js';
import * as statements from './history-statements.js';
import { type DecidedRow, type DecisionRow, project, type Projection } from './projection.js';
import { inTransaction } from './transaction.js';
import { WrittenDays } from './written-days.js';

const UNIQUE_VIOLATION = '23505';
const LOCK_NOT_AVAILABLE = '55P03';

/** Writes the log's projections through one `pg` connection at a time: TypeORM's mapping would cost more than PostgreSQL. */
export class PostgresHistoryWriter extends HistoryWriter {
  private readonly writtenDays = new WrittenDays();

  constructor(
    private readonly db: DataSource,
    private readonly chain: Pick<PostgresAuditChain, 'append' | 'drain' | 'forget'> = new PostgresAuditChain(),
  ) {
    super();
  }

  /** Each run of the relay begins here: a PostgreSQL that came back may be another one, or have other settings. */
  override async position(): Promise<RelayPosition> {
    await assertPostgresSyncs(this.db);
    const { rows } = await poolOf(this.db).query<{ n: string; last_id: string; epoch: string }>(
      'SELECT n, last_id, epoch FROM relay_position',
    );
    const row = rows[0];
    if (!row) throw new Error('relay_position has no row: the migrations were not run');
    return { n: integerOf(row.n), last_id: row.last_id, epoch: integerOf(row.epoch) };
  }

  override async apply(batch: CopyBatch, from: RelayPosition): Promise<void> {
    const rows = project(batch);
    rows.days = this.writtenDays.rowsAfter(rows, batch.state);
    try {
      await this.write(rows, batch, from, statements.COPY_ORDERS);
    } catch (error) {
      // An order that only the rate refused came again under its ids: COPY cannot write over the row that is there.
      if (!(error instanceof DatabaseError) || error.code !== UNIQUE_VIOLATION) return this.notWritten(error);
      await this.write(rows, batch, from, statements.COPY_ORDERS_AGAIN).catch((again: unknown) => this.notWritten(again));
    }
  }

  /**
   * Whoever writes has the lease, so a session that still has the position's row belongs to a relay that lost it: one that waits for its client is ended. A
   * relay that runs is left alone; its fence turns it away.
   */
  private async endStuckRelays(): Promise<void> {
    await poolOf(this.db).query(statements.END_STUCK_RELAYS);
  }

  private async notWritten(error: unknown): Promise<never> {
    this.writtenDays.forget();
    this.chain.forget();
    if (error instanceof DatabaseError && error.code === LOCK_NOT_AVAILABLE) await this.endStuckRelays();
    throw error;
  }

  override async chainActs(): Promise<number> {
    const { rows } = await poolOf(this.db).query('SELECT FROM audit_outbox LIMIT 1');
    if (rows.length === 0) return 0;
    return inTransaction(poolOf(this.db), '', async (client) => {
      const { rows: places } = await client.query<AuditPlace>(`SELECT ${AUDIT_PLACE} FROM relay_position FOR UPDATE`);
      return places[0] ? this.chain.drain(client, places[0]) : 0;
    });
  }

  private async write(rows: Projection, batch: CopyBatch, from: RelayPosition, copyOrders: string): Promise<void> {
    const { n, id, broker_sequence, generation } = rows.last;
    const committed = await inTransaction(poolOf(this.db), '', async (client) => {
      const moved = await client.query<AuditPlace>({
        name: 'bw-move-position',
        text: statements.MOVE_POSITION,
        values: [from.n, from.epoch, n, id, broker_sequence, generation],
      });
      const [place] = moved.rows;
      if (!place) throw new RelayFencedError(`the relay's position is no longer ${from.n} (epoch ${from.epoch})`);
      if (copyOrders !== statements.COPY_ORDERS) await client.query(statements.ORDERS_ASIDE);
      await copy(client, copyOrders, rows.decided.map(orderText));
      if (copyOrders !== statements.COPY_ORDERS) await client.query(statements.ORDERS_AGAIN);
      await copy(client, statements.COPY_DECISIONS, rows.decisions.map(decisionText));
      await copy(client, statements.COPY_EVENTS, rows.events.map(eventText));
      const fills = await writeRest(client, rows);
      return this.chain.append(client, place, batch, fills);
    });
    committed();
  }
}

function orderText({
  event,
  status,
  filled,
  leaves,
  hold,
  broker_order_id,
  reason,
  updated_ms,
  amended,
  nearest,
}: DecidedRow): string {
  const { order: o, state, content_hash } = event;
  const {
    quantity,
    price: limit,
    stop_price,
    check_price,
  } = amended ?? { quantity: o.quantity, price: o.price, stop_price: o.stop_price ?? null, check_price: state.check_price };
  const asked = `${o.order_id}\t${o.decision_id}\t${o.account}\t${o.client_order_id}\t${o.symbol}`;
  const kind = `${o.side}\t${o.order_type}\t${o.time_in_force}`;
  const price = limit === null ? '\\N' : copyMoney(limit);
  const amounts = `${copyUnits(quantity)}\t${price}\t${copyMoney(check_price)}`;
  const stands = `${status}\t${copyUnits(filled)}\t${copyUnits(leaves)}\t${copyMoney(hold)}`;
  const broker = broker_order_id === null ? '\\N' : copyText(broker_order_id);
  const times = `${copyTime(state.at_us)}\t${copyTime(updated_ms * 1000)}`;
  const whose = `${copyWord(o.strategy)}\t${copyWord(o.user)}\t${event.principal ?? '\\N'}`;
  const till = o.good_till === undefined ? NULL : copyTime(o.good_till);
  const stop = stop_price === null ? NULL : copyMoney(stop_price);
  const wishes = `${stop}\t${till}\t${o.reduce_only === true ? 't' : NULL}\t${o.extended_hours === true ? 't' : NULL}\t${copyWord(rivalsOf(o))}`;
  const worth = state.contract === undefined ? NULL : copyMoney(state.notional);
  const near =
    nearest === null ? `${NULL}\t${NULL}\t${NULL}` : `${nearest.rule_id}\t${copyText(nearest.scope)}\t${nearest.used_bp}`;
  return `${copyWords(asked)}\t${kind}\t${amounts}\t${stands}\t${broker}\t${copyText(reason)}\t${content_hash}\t${times}\t${whose}\t${wishes}\t${near}\t${worth}\n`;
}

const NULL = '\\N';
const rivalsOf = ({ one_cancels_other, list_id }: Order): string | undefined =>
  one_cancels_other === true ? list_id : undefined;
const copyWord = (word: string | undefined): string => (word === undefined ? '\\N' : copyText(word));

function decisionText({ n, line, event, content_hash }: DecisionRow): string {
  const { order: o, state, accepted } = event;
  const at = copyTime(state.at_us);
  const about = copyWords(`${o.decision_id}\t${o.order_id}\t${o.account}\t${o.client_order_id}`);
  const verdict = `${state.config_version}\t${accepted ? 't' : 'f'}\t${at}\t${at}`;
  return `${about}\t${verdict}\t${n}\t${copyText(line)}\t${content_hash ?? '\\N'}\t${event.principal ?? '\\N'}\n`;
}

const eventText = (e: Projection['events'][number]) => `${e.n}\t${copyText(e.id)}\t${copyText(e.type)}\t${copyText(e.line)}\n`;

/** In pieces of some 64 KB: one text of a whole batch would be copied once more by the socket. */
async function copy(client: PoolClient, text: string, rows: string[]): Promise<void> {
  if (rows.length > 0) await pipeline(Readable.from(pieces(rows)), client.query(copyInto(text)));
}

function* pieces(rows: string[]): Generator<string> {
  for (let i = 0; i < rows.length; i += 128) yield rows.slice(i, i + 128).join('');
}

/** Dollars that were traded are kept where they are not quantity x price. */
const fillRow = (fill: ExecutionApplied) => (fill.contract === undefined ? fill : { ...fill, traded: tradedIn(fill) });

/** Returns the events of fills that were written. */
async function writeRest(client: PoolClient, p: Projection): Promise<Set<string>> {
  const adopted = p.adopted.map(({ order, status, filled_quantity, leaves_quantity, ...rest }) => ({
    ...order,
    ...{ status, filled: filled_quantity, leaves: leaves_quantity },
    ...{ hold: rest.hold, check_price: rest.check_price, broker_order_id: rest.broker_order_id, at_ms: rest.at_ms },
  }));
  await write(client, 'bw-adopted', statements.ADOPTED, adopted);
  await write(client, 'bw-changed', statements.CHANGED, p.changed);
  const fills = await write<{ log_id: string }>(client, 'bw-fills', statements.FILLS, p.fills.map(fillRow));
  await write(client, 'bw-order-events', statements.ORDER_EVENTS, p.order_events);
  await write(client, 'bw-positions', statements.POSITIONS, p.positions);
  await write(client, 'bw-opened', statements.OPENED, p.opened);
  await write(client, 'bw-days', statements.DAYS, p.days);
  await write(client, 'bw-quotes', statements.QUOTES, p.quotes);
  await write(client, 'bw-alerts', statements.ALERTS, p.alerts);
  await write(client, 'bw-alert-counts', statements.ALERT_COUNTS, p.alert_counts);
  await write(client, 'bw-breaker-events', statements.BREAKER_EVENTS, p.breaker_events);
  await write(client, 'bw-activations', statements.ACTIVATIONS, p.activations);
  await write(client, 'bw-rejections', statements.REJECTIONS, p.rejections);
  await write(client, 'bw-unreadable', statements.UNREADABLE, p.unreadable);
  return new Set(fills.map(({ log_id }) => log_id));
}

async function write<Row extends object>(
  client: PoolClient,
  name: string,
  text: string,
  rows: readonly object[],
): Promise<Row[]> {
  return rows.length === 0 ? [] : (await client.query<Row>({ name, text, values: [storableJson(rows)] })).rows;
}

/** JSON that PostgreSQL takes: NUL and halves of surrogate pairs, which its text cannot hold, become U+FFFD; they must not stop the relay. */
function storableJson(rows: readonly object[]): string {
  const json = JSON.stringify(rows);
  if (!json.includes('\\u0000') && !json.includes('\\ud')) return json;
  const storable = (text: string) => text.replace(/\0|\p{Surrogate}/gu, '\uFFFD');
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value));
}
