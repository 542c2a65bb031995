import type { PoolClient } from 'pg';
import { type CoveredRow, lineText } from '#core/audit/cover.js';
import { pagesOf } from './pages.js';
import { rowOf } from './proof-source.js';

const PAGE = 4000;

/** A fill right after its event. A row that is there twice, or of an event that is none, is there twice or has a number that is none. */
const ROWS = `
  SELECT d.n, split_part(d.line, ' ', 2), 'decisions', d.line, ${rowOf('decisions', 'd')}, 0 AS turn FROM decisions d WHERE d.n > $1 AND d.n <= $2
  UNION ALL SELECT e.n, e.id, 'events', e.line, ${rowOf('gate_events', 'e')}, 0 FROM gate_events e WHERE e.n > $1 AND e.n <= $2
  UNION ALL SELECT e.n, e.id, 'fills', '', ${rowOf('fills', 'f')}, 1 FROM gate_events e JOIN fills f ON f.log_id = e.id
    WHERE e.n > $1 AND e.n <= $2 AND e.type = 'EXECUTION_APPLIED'
  UNION ALL SELECT u.n, '', 'unreadable', u.line, ${rowOf('gate_unreadable', 'u')}, 0 FROM gate_unreadable u WHERE u.n > $1 AND u.n <= $2
  ORDER BY 1, 6, 3, 5`;
const TABLES = { decisions: 'decisions', events: 'gate_events', unreadable: 'gate_unreadable', fills: 'fills' } as const;

/** Rows after event `after`, up to event `upTo`, as the audit covers them. */
export async function* coveredRows(client: PoolClient, after: number, upTo: number): AsyncGenerator<CoveredRow[]> {
  type Row = [string, string, CoveredRow['kind'], string, string, number];
  const read = (from: number, to: number) =>
    client.query<Row>({ name: 'bw-audit-rows', text: ROWS, values: [from, to], rowMode: 'array' });
  for await (const rows of pagesOf(read, after, upTo, PAGE))
    yield rows.map(([n, id, kind, line, row]) => ({
      n: Number(n),
      id,
      kind,
      text: lineText(Number(n), TABLES[kind], line, row),
    }));
}
