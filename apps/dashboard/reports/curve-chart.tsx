import { Select, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import type { ReportTableAnswer } from '#contracts/reports.js';
import { exchangeTime, money, ratio, roundMoney, signedMoney } from '../ui/format.js';

const HEIGHT = 220;
/** Between the margins of A4 and of Letter; what is drawn for a wide screen would be cut off. */
const PAPER_WIDTH = 650;
/** One sample alone stands in the middle of an hour; the library would show a day. */
const HALF_AN_HOUR_S = 1800;

/** One line of a chart: a column of the table, by its name. */
interface Line {
  column: string;
  /** A custom property of the theme. */
  colour: '--focus' | '--loss' | '--dim';
  dash?: number[];
  /** Drawn downwards. */
  down?: true;
}

type Figures = (row: number, column: string) => number;

const PNL_LINES: Line[] = [
  { column: 'total', colour: '--focus' },
  { column: 'drawdown', colour: '--loss', dash: [4, 4], down: true },
];

/** Profit and loss of one account over the day, and below it how far it is under its highest point. */
export function PnlCurve({ of }: { of: ReportTableAnswer }) {
  return (
    <Curve of={of} lines={PNL_LINES} legend="Dashed: the drawdown.">
      {(account, figure, count) => {
        const deepest = Math.max(...Array.from({ length: count }, (_, row) => figure(row, 'drawdown')));
        return `Profit and loss of ${account}: ${signedMoney(figure(count - 1, 'total'))} at the last sample, ${signedMoney(-deepest)} at the deepest below its highest point`;
      }}
    </Curve>
  );
}

const EXPOSURE_LINES: Line[] = [
  { column: 'gross exposure', colour: '--focus' },
  { column: 'most by leverage', colour: '--loss', dash: [4, 4] },
  { column: 'equity', colour: '--dim' },
  { column: 'initial margin', colour: '--focus', dash: [2, 4] },
];

/** Exposure of one account over the day under what its leverage limit allowed, with equity and initial margin. */
export function ExposureCurve({ of }: { of: ReportTableAnswer }) {
  return (
    <Curve
      of={of}
      lines={EXPOSURE_LINES}
      legend="Solid: gross exposure, and grey: equity. Dashed: the most that the leverage limit allowed. Dotted: initial margin."
    >
      {(account, figure, count) => {
        const rows = Array.from({ length: count }, (_, row) => row);
        const highest = Math.max(...rows.map((row) => figure(row, 'gross exposure')));
        const leverage = Math.max(...rows.map((row) => figure(row, 'leverage')));
        return `Exposure of ${account}: ${money(highest)} at the highest, leverage ${ratio(leverage)} at the highest under a limit of ${ratio(figure(count - 1, 'leverage limit'))}`;
      }}
    </Curve>
  );
}

/** Lines of one account, which is chosen where there are several; `children` says in words what is drawn. */
function Curve({
  of: { rows, columns },
  lines,
  legend,
  children,
}: {
  of: ReportTableAnswer;
  lines: Line[];
  legend: string;
  children: (account: string, figure: Figures, count: number) => string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const accounts = [...new Set(rows.map(([account]) => String(account)))];
  const [chosen, setChosen] = useState<string | null>(null);
  const account = chosen !== null && accounts.includes(chosen) ? chosen : (accounts[0] ?? null);

  useEffect(() => {
    const element = box.current;
    const mine = rows.filter(([of]) => of === account);
    if (!element || mine.length === 0) return;
    // Asked at each drawing: on paper the light colours hold.
    const colour = (name: string) => () => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--dim'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
      font: '11px system-ui',
    };
    const at = (name: string) => columns.findIndex((column) => column.name === name);
    const chart = new uPlot(
      {
        ...{ width: element.clientWidth || 300, height: HEIGHT, legend: { show: false }, cursor: { show: false } },
        padding: [8, 26, 0, 0],
        scales: {
          x: { range: (_, from, to) => (mine.length === 1 ? [from - HALF_AN_HOUR_S, from + HALF_AN_HOUR_S] : [from, to]) },
        },
        axes: [
          { ...axis, space: 70, size: 26, values: (_, ticks) => ticks.map(exchangeTime) },
          { ...axis, size: 68, values: (_, ticks) => ticks.map(roundMoney) },
        ],
        series: [
          {},
          ...lines.map(({ column, colour: of, dash }, i) => ({
            ...{ label: column, stroke: colour(of), width: i === 0 ? 2 : 1.5, points: { show: mine.length === 1 } },
            ...(dash ? { dash } : {}),
          })),
        ],
      },
      [
        mine.map((row) => Date.parse(String(row[at('at')])) / 1000),
        ...lines.map(({ column, down }) => mine.map((row) => Number(row[at(column)]) * (down ? -1 : 1))),
      ],
      element,
    );
    const watch = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    const onPaper = () => chart.setSize({ width: PAPER_WIDTH, height: HEIGHT });
    const onScreen = () => chart.setSize({ width: element.clientWidth, height: HEIGHT });
    addEventListener('beforeprint', onPaper);
    addEventListener('afterprint', onScreen);
    return () => {
      watch.disconnect();
      removeEventListener('beforeprint', onPaper);
      removeEventListener('afterprint', onScreen);
      chart.destroy();
    };
  }, [rows, columns, lines, account, scheme]);

  if (account === null) return <p>No sample on this day.</p>;
  const mine = rows.filter(([of]) => of === account);
  const figure: Figures = (row, column) => Number(mine[row]?.[columns.findIndex(({ name }) => name === column)] ?? 0);
  const words = children(account, figure, mine.length);
  return (
    <>
      {accounts.length > 1 ? (
        <Select
          label="Account"
          size="xs"
          allowDeselect={false}
          searchable
          data={accounts}
          value={account}
          onChange={setChosen}
          className="no-print"
        />
      ) : null}
      <p>
        {words}. {legend}
      </p>
      <div ref={box} role="img" aria-label={words} />
    </>
  );
}
