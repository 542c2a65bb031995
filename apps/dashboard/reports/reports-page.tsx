import { Button, Group, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Fragment, useEffect, useState } from 'react';
import type { DailyReportAnswer, ReportTableAnswer } from '#contracts/reports.js';
import { addressOf, call } from '../api/client.js';
import { Panel, When } from '../ui/figures.js';
import { money, percent, quantity, ratio, whole } from '../ui/format.js';
import { Failure } from '../ui/notes.js';
import { ExposureCurve, PnlCurve } from './curve-chart.js';

/** A day of a million orders takes seconds. */
const LIMIT_MS = 30_000;
const exchangeToday = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format();

/** Paper is white: while the page is printed the light colours hold, whatever is on the screen. */
function useLightOnPaper(): void {
  useEffect(() => {
    const root = document.documentElement;
    let onScreen: string | null = null;
    const before = () => {
      onScreen = root.getAttribute(SCHEME);
      root.setAttribute(SCHEME, 'light');
    };
    const after = () => {
      if (onScreen !== null) root.setAttribute(SCHEME, onScreen);
    };
    // Captured: before the charts are drawn for paper.
    addEventListener('beforeprint', before, { capture: true });
    addEventListener('afterprint', after, { capture: true });
    return () => {
      removeEventListener('beforeprint', before, { capture: true });
      removeEventListener('afterprint', after, { capture: true });
    };
  }, []);
}
const SCHEME = 'data-mantine-color-scheme';

/** What happened on a day: tables that sort, a chart, files for spreadsheets; it prints as it stands. */
export default function ReportsPage() {
  useLightOnPaper();
  const [date, setDate] = useState(exchangeToday);
  const [now, setNow] = useState(false);
  const address = addressOf('/api/reports/daily', { date, now });
  const report = useQuery({
    queryKey: ['report', date, now],
    queryFn: ({ signal }) => call<DailyReportAnswer>('GET', address, undefined, signal, LIMIT_MS),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const { data } = report;
  return (
    <div className="page report">
      <title>{`Report of ${date} · Breakwater`}</title>
      <div className="page-head">
        <h1>Report of a day</h1>
        {data ? (
          <span className="dim" role="status">
            {data.day}, {data.kept ? 'as it was when the day was closed' : 'computed'} <When at={data.made_at} />
          </span>
        ) : null}
      </div>
      <Group className="no-print" align="end">
        <TextInput
          type="date"
          label="Day of the exchange"
          value={date}
          onChange={(event) => {
            setNow(false);
            if (event.currentTarget.value !== '') setDate(event.currentTarget.value);
          }}
        />
        <Button variant="default" loading={report.isFetching} onClick={() => (now ? void report.refetch() : setNow(true))}>
          Compute it again
        </Button>
        <Button variant="default" component="a" href={address} download={`report-${date}.json`}>
          JSON
        </Button>
        <Button variant="default" onClick={() => print()}>
          Print
        </Button>
      </Group>
      {report.isError ? <Failure what="There is no report" error={report.error} retry={() => void report.refetch()} /> : null}
      {data?.tables.map((table) => (
        <Panel key={table.id} title={table.title} aside={<Csv of={table} date={data.day} now={now} />}>
          <div className="panel-body">
            <p className="dim">{table.means}</p>
            {table.id === 'curve' ? (
              <PnlCurve of={table} />
            ) : table.id === 'exposures' ? (
              <ExposureCurve of={table} />
            ) : (
              <Table of={table} />
            )}
          </div>
        </Panel>
      ))}
    </div>
  );
}

function Csv({ of: { id, title }, date, now }: { of: ReportTableAnswer; date: string; now: boolean }) {
  return (
    <a
      className="no-print"
      href={addressOf(`/api/reports/daily/${id}`, { date, now })}
      download={`${id}-${date}.csv`}
      aria-label={`CSV of ${title}`}
    >
      CSV
    </a>
  );
}

type Cell = string | number | null;

/** A longer word may be broken after so many characters: a hash would make its table wider than the paper. */
const WORD_MAX = /\S{1,24}|\s+/g;

function Breakable({ text }: { text: string }) {
  const parts = text.match(WORD_MAX) ?? [text];
  // oxlint-disable-next-line no-array-index-key -- the parts of a text have no other name
  return parts.map((part, i) => <Fragment key={i}>{i === 0 ? part : [<wbr key="break" />, part]}</Fragment>);
}

function shown(value: Cell, unit: ReportTableAnswer['columns'][number]['unit']) {
  if (value === null || value === '') return '–';
  if (unit === 'time') return <When at={value} />;
  if (typeof value === 'string') return <Breakable text={value} />;
  switch (unit) {
    case 'dollars':
      return money(value);
    case 'percent':
      return percent(value);
    case 'ratio':
      return ratio(value);
    case 'count':
      return whole(value);
    case 'basis points':
    case 'milliseconds':
    case 'units':
    case 'text':
      return quantity(value);
    default:
      return unit satisfies never;
  }
}

/** What is missing comes last, whichever way. */
function compare(a: Cell, b: Cell, up: boolean): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1;
  return up ? order : -order;
}

function Table({ of: { title, columns, rows, cut } }: { of: ReportTableAnswer }) {
  const [sort, setSort] = useState<{ by: number; up: boolean } | null>(null);
  if (rows.length === 0) return <p>Nothing on this day.</p>;
  const sorted = sort ? rows.toSorted((a, b) => compare(a[sort.by] ?? null, b[sort.by] ?? null, sort.up)) : rows;
  const isFigure = (unit: string) => unit !== 'text' && unit !== 'time';
  return (
    <>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={`Table: ${title}`}>
        <table className="changes">
          <thead>
            <tr>
              {columns.map(({ name, unit }, i) => {
                const way = sort?.by === i ? (sort.up ? 'ascending' : 'descending') : undefined;
                return (
                  <th key={name} scope="col" className={isFigure(unit) ? 'end' : ''} aria-sort={way ?? 'none'}>
                    <button
                      type="button"
                      className="sort no-print"
                      onClick={() => setSort({ by: i, up: sort?.by === i ? !sort.up : !isFigure(unit) })}
                    >
                      {name}
                      <span aria-hidden="true">{way === undefined ? '' : way === 'ascending' ? ' ↑' : ' ↓'}</span>
                    </button>
                    {/* Chromium repeats a head on each page of paper, but no head with a button in it. */}
                    <span className="only-print">{name}</span>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {sorted.map((row, at) => (
              // oxlint-disable-next-line no-array-index-key -- rows have no key, and a table is replaced whole
              <tr key={at}>
                {columns.map(({ name, unit }, i) => (
                  <td key={name} className={isFigure(unit) ? 'end num' : ''}>
                    {shown(row[i] ?? null, unit)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {cut ? <p className="dim">There are more rows than these {whole(rows.length)}.</p> : null}
    </>
  );
}
