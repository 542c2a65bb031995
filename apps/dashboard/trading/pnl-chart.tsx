import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import type { PnlPoint } from '../live/live-state.js';
import { usePnlHistory } from '../api/hooks.js';
import { feed, useLive } from '../live/use-live.js';
import { dayPoints } from './day-points.js';
import { exchangeTime, roundMoney, signedMoney } from '../ui/format.js';

const HEIGHT = 190;
/** The first points stand at the right of this much time, instead of filling the width. */
const SECONDS_MIN = 120;

type Series = [number[], number[], number[], number[]];

function seriesOf(points: PnlPoint[], lossLimit: number | null): Series {
  return [
    points.map(({ at }) => at),
    points.map(({ total }) => total),
    points.map(({ realized }) => realized),
    points.map(() => -(lossLimit ?? Number.NaN)),
  ];
}

/** uPlot gives null for both while there is no point yet, whatever its types say. */
function rangeOfTimes(first: number | null, last: number | null): [number, number] {
  const end = last ?? Date.now() / 1000;
  return [Math.min(first ?? end, end - SECONDS_MIN), end];
}

/** P&L of the day: minute by minute from its beginning, each second where this page has seen it, with the loss at which the breaker trips. */
export function PnlChart({ account, lossLimit, fit }: { account: string; lossLimit: number | null; fit: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const scheme = useComputedColorScheme('light');
  // Points are added to one array; the day is new with each of them.
  const day = useLive((state) => state.pnl[account]);
  const { data: history } = usePnlHistory(account, day?.date);
  const points = () => dayPoints(history, day?.date, feed.snapshot().points[account] ?? []);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
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
        width: element.clientWidth || 300,
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false } },
        padding: [8, 26, 0, 0],
        scales: {
          x: { range: (_, first, last) => rangeOfTimes(first, last) },
          y: {
            range: (_, low, high) => {
              const bottom = fit || lossLimit === null ? low : Math.min(low, -lossLimit);
              const room = Math.max((high - bottom) * 0.12, 1);
              return [bottom - room, Math.max(high, 0) + room];
            },
          },
        },
        axes: [
          { ...axis, space: 70, size: 26, values: (_, ticks) => ticks.map(exchangeTime) },
          { ...axis, size: 68, values: (_, ticks) => ticks.map(roundMoney) },
        ],
        series: [
          {},
          { label: 'P&L', stroke: colour('--focus'), width: 2, points: { show: false } },
          { label: 'Realised', stroke: colour('--dim'), width: 1, dash: [4, 4], points: { show: false } },
          {
            label: 'Loss limit',
            stroke: colour('--loss'),
            width: 1.5,
            dash: [8, 4],
            points: { show: false },
            ...(fit ? { auto: false } : {}),
          },
        ],
      },
      seriesOf(points(), lossLimit),
      element,
    );
    plot.current = chart;
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [account, lossLimit, fit, scheme]);

  useEffect(() => {
    plot.current?.setData(seriesOf(points(), lossLimit));
  }, [day, history, account, lossLimit]);

  const [first] = points();
  const words = day
    ? `Profit and loss of the day${first ? ` since ${exchangeTime(first.at)}` : ''}, now ${signedMoney(day.total_pnl)}, trips at a loss of ${lossLimit === null ? '–' : roundMoney(lossLimit)}`
    : 'Profit and loss of the day, no figure yet';
  return (
    <>
      <div ref={box} className="chart" role="img" aria-label={words} />
      <p className="dim chart-key">
        <span aria-hidden="true" className="key-line key-total" /> P&amp;L{' '}
        <span aria-hidden="true" className="key-line key-realised" /> realised{' '}
        <span aria-hidden="true" className="key-line key-limit" /> loss limit · exchange time (ET)
      </p>
    </>
  );
}
