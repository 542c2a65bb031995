import { Select, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import type { ReportTableAnswer } from '#contracts/reports.js';
import { exchangeTime, roundMoney, signedMoney } from '../ui/format.js';

const HEIGHT = 220;
const ACCOUNT = 0;
const AT = 1;
const TOTAL = 3;
const DRAWDOWN = 4;

/** Profit and loss of one account over the day, and below it how far it is under its highest point. */
export function CurveChart({ of: { rows } }: { of: ReportTableAnswer }) {
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const accounts = [...new Set(rows.map((row) => String(row[ACCOUNT])))];
  const [chosen, setChosen] = useState<string | null>(null);
  const account = chosen !== null && accounts.includes(chosen) ? chosen : (accounts[0] ?? null);
  const mine = rows.filter((row) => row[ACCOUNT] === account);

  useEffect(() => {
    const element = box.current;
    const own = rows.filter((row) => row[ACCOUNT] === account);
    if (!element || own.length === 0) return;
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--dim'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
      font: '11px system-ui',
    };
    const chart = new uPlot(
      {
        ...{
          width: element.clientWidth || 300,
          height: HEIGHT,
          legend: { show: false },
          cursor: { show: false },
          padding: [8, 26, 0, 0],
        },
        axes: [
          { ...axis, space: 70, size: 26, values: (_, ticks) => ticks.map(exchangeTime) },
          { ...axis, size: 68, values: (_, ticks) => ticks.map(roundMoney) },
        ],
        series: [
          {},
          { label: 'P&L', stroke: colour('--focus'), width: 2, points: { show: own.length === 1 } },
          { label: 'Drawdown', stroke: colour('--loss'), width: 1.5, dash: [4, 4], points: { show: false } },
        ],
      },
      [
        own.map((row) => Date.parse(String(row[AT])) / 1000),
        own.map((row) => Number(row[TOTAL])),
        own.map((row) => -Number(row[DRAWDOWN])),
      ],
      element,
    );
    const watch = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.destroy();
    };
  }, [rows, account, scheme]);

  if (account === null) return <p>No sample on this day.</p>;
  const last = Number(mine.at(-1)?.[TOTAL] ?? 0);
  const deepest = Math.max(...mine.map((row) => Number(row[DRAWDOWN])));
  const words = `Profit and loss of ${account}: ${signedMoney(last)} at the last sample, ${signedMoney(-deepest)} at the deepest below its highest point`;
  return (
    <>
      {accounts.length > 1 ? (
        <Select
          label="Account"
          size="xs"
          allowDeselect={false}
          data={accounts}
          value={account}
          onChange={setChosen}
          className="no-print"
        />
      ) : null}
      <p>{words}. Dashed: the drawdown.</p>
      <div ref={box} role="img" aria-label={words} />
    </>
  );
}
