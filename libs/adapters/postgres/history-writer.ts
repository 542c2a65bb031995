import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import type { LogEvent } from '#core/gate/event.js';
import { HistoryWriter, RelayFencedError, type RelayPosition } from '#core/ports/history-writer.js';
import { integerOf } from './amounts.js';
import * as statements from './history-statements.js';
import { project, type ReceivedRow } from './projection.js';
import { poolOf } from './data-source.js';
import { inTransaction } from './transaction.js';

/** Writes the log's projections through one `pg` connection at a time, with prepared statements: TypeORM's mapping would cost more than PostgreSQL. */
export class PostgresHistoryWriter extends HistoryWriter {
  constructor(private readonly db: DataSource) {
    super();
  }

  override async position(): Promise<RelayPosition> {
    const { rows } = await poolOf(this.db).query<{ last_id: string; broker_sequence: string; generation: string }>(
      'SELECT last_id, broker_sequence, generation FROM relay_position',
    );
    const row = rows[0];
    if (!row) throw new Error('relay_position has no row: the migrations were not run');
    return { last_id: row.last_id, broker_sequence: integerOf(row.broker_sequence), generation: integerOf(row.generation) };
  }

  override async apply(events: LogEvent[], fromId: string): Promise<void> {
    if (events.length === 0) return;
    const p = project(events);
    await inTransaction(poolOf(this.db), '', async (client) => {
      const moved = await client.query({
        name: 'bw-move-position',
        text: statements.MOVE_POSITION,
        values: [fromId, p.last_id, p.broker_sequence, p.generation],
      });
      if (moved.rowCount !== 1) throw new RelayFencedError(`the relay's position is no longer ${fromId}`);
      await write(client, 'bw-received', statements.RECEIVED, p.received.map(withJsonTexts));
      await write(client, 'bw-late-verdicts', statements.LATE_VERDICTS, p.late_verdicts);
      await write(
        client,
        'bw-adopted',
        statements.ADOPTED,
        p.adopted.map((e) => ({
          ...e.order,
          check_price: e.check_price,
          status: e.status,
          filled: e.filled_quantity,
          leaves: e.leaves_quantity,
          hold: e.hold,
          broker_order_id: e.broker_order_id,
          at_ms: e.at_ms,
        })),
      );
      await write(
        client,
        'bw-executed',
        statements.EXECUTED,
        p.executed.map(({ order_id, order_status, filled_quantity, leaves_quantity, hold, broker_order_id, reason, at_ms }) => ({
          order_id,
          order_status,
          filled_quantity,
          leaves_quantity,
          hold,
          broker_order_id,
          reason,
          at_ms,
        })),
      );
      await write(client, 'bw-fills', statements.FILLS, p.fills);
      await write(client, 'bw-order-events', statements.ORDER_EVENTS, p.order_events);
      await write(client, 'bw-positions', statements.POSITIONS, p.positions);
      await write(client, 'bw-days', statements.DAYS, p.days);
      await write(client, 'bw-quotes', statements.QUOTES, p.quotes);
      await write(client, 'bw-alerts', statements.ALERTS, p.alerts);
      await write(client, 'bw-breaker-events', statements.BREAKER_EVENTS, p.breaker_events);
      await write(client, 'bw-activations', statements.ACTIVATIONS, p.activations);
      await write(client, 'bw-rejections', statements.REJECTIONS, p.rejections);
    });
  }
}

/** RECEIVED takes the parts that are kept as JSON as texts. */
function withJsonTexts(row: ReceivedRow): object {
  return {
    ...row,
    request: JSON.stringify(row.request),
    state: JSON.stringify(row.state),
    violations: row.violations.length > 0 ? JSON.stringify(row.violations) : '[]',
    waived: row.waived.length > 0 ? JSON.stringify(row.waived) : '[]',
  };
}

async function write(client: PoolClient, name: string, text: string, rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await client.query({ name, text, values: [storableJson(rows)] });
}

/** JSON that PostgreSQL takes: NUL and halves of surrogate pairs, which its text cannot hold, become U+FFFD; they must not stop the relay. */
function storableJson(rows: readonly object[]): string {
  const json = JSON.stringify(rows);
  if (!json.includes('\\u0000') && !json.includes('\\ud')) return json;
  // JSON within a string (withJsonTexts) has its escapes spelled out there already.
  const storable = (text: string) => text.replace(/\0|\p{Surrogate}|\\u(?:0000|d[89a-f][0-9a-f]{2})/gu, '\uFFFD');
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value));
}
