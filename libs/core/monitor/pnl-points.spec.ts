import { initialMarginOf } from '../controls/margin.js';
import { Complaint } from '../complaint.js';
import type { DayRecord } from '../gate/event.js';
import type { Money } from '../model/money.js';
import { type PnlPoint, PnlPoints, type PnlSample } from '../ports/pnl-points.js';
import { HISTORY_MAX, pnlHistory, thinned } from './pnl-history.js';
import { PnlRecorder } from './pnl-recorder.js';

const MINUTE = 60_000;
const OPEN = Date.parse('2026-11-25T14:30:00Z');
const usd = (dollars: number) => Math.round(dollars * 1e6) as Money;

class MemoryPoints extends PnlPoints {
  readonly rows = new Map<string, PnlPoint>();
  away = false;

  override async write(points: PnlSample[]): Promise<void> {
    if (this.away) throw new Error('no PostgreSQL');
    for (const point of points) {
      const key = `${point.date} ${point.account} ${point.at_ms}`;
      if (!this.rows.has(key)) this.rows.set(key, point);
    }
  }
  override async ofDay(account: string, date: string): Promise<PnlPoint[]> {
    return [...this.rows.values()].filter((p) => p.account === account && p.date === date).sort((a, b) => a.at_ms - b.at_ms);
  }
}

class Scene {
  readonly points = new MemoryPoints();
  readonly said: string[] = [];
  readonly book = {
    samples: async () =>
      this.days.map((day) => ({
        day,
        initial_margin: initialMarginOf(day.gross_exposure),
        maintenance: usd(0),
        max_leverage_hundredths: 200,
      })),
    day: async (id: string) => this.days.find((d) => d.account === id) ?? null,
  };
  readonly complaint = new Complaint(
    { warn: (_, text) => void this.said.push(text), info: (_, text) => void this.said.push(text) },
    { failing: 'failing', well: 'well' },
  );
  recorder = new PnlRecorder(this.book, this.points, this.complaint);
  private days: DayRecord[] = [];

  stands(total: number, date = '2026-11-25', account = 'default'): void {
    const zero = 0 as Money;
    const day = {
      account,
      date,
      cash: zero,
      position_value: zero,
      gross_exposure: zero,
      day_start_equity: zero,
      cash_moved: zero,
    };
    const pnl = { realized_pnl: zero, unrealized_pnl: usd(total), total_pnl: usd(total), fees: zero, peak_equity: zero };
    this.days = [...this.days.filter((d) => d.account !== account), { ...day, ...pnl, circuit_breaker_triggered: false }];
  }

  exposed(gross: number): void {
    this.days = this.days.map((day) => ({ ...day, gross_exposure: usd(gross) }));
  }

  get kept(): [minute: number, dollars: number][] {
    return [...this.points.rows.values()]
      .sort((a, b) => a.at_ms - b.at_ms)
      .map(({ at_ms, total_pnl }) => [(at_ms - OPEN) / MINUTE, total_pnl / 1e6]);
  }
}

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});

test('(12 chart) a point is kept at each full minute in which the figures changed, whenever in it the worker looks', async () => {
  scene.stands(0);
  await scene.recorder.record(OPEN + 12_345);
  scene.stands(5);
  await scene.recorder.record(OPEN + MINUTE);
  expect(scene.kept).toEqual([
    [0, 0],
    [1, 5],
  ]);
});

test('(12 chart) figures that stood still have a point at their beginning and at their end, so that no slope is drawn', async () => {
  for (const [minute, total] of [0, 0, 0, 0, 7].entries()) {
    scene.stands(total);
    await scene.recorder.record(OPEN + minute * MINUTE);
  }
  expect(scene.kept).toEqual([
    [0, 0],
    [3, 0],
    [4, 7],
  ]);
});

test('(12 chart) two workers, or one that starts again, write nothing twice', async () => {
  scene.stands(3);
  await scene.recorder.record(OPEN);
  scene.stands(4);
  await new PnlRecorder(scene.book, scene.points, scene.complaint).record(OPEN + 30_000);
  expect(scene.kept).toEqual([[0, 3]]);
});

test('(12 chart) a new day begins with a point of its own, though its figures are those of the day before', async () => {
  scene.stands(0, '2026-11-25');
  await scene.recorder.record(OPEN);
  await scene.recorder.record(OPEN + MINUTE);
  scene.stands(0, '2026-11-27');
  await scene.recorder.record(OPEN + 2 * MINUTE);
  expect((await scene.points.ofDay('default', '2026-11-27')).map(({ at_ms }) => at_ms)).toEqual([OPEN + 2 * MINUTE]);
  expect(await scene.points.ofDay('default', '2026-11-25')).toHaveLength(1);
});

test('(12 chart) what could not be written is written at the next minute, as it stands then', async () => {
  scene.stands(1);
  scene.points.away = true;
  await expect(scene.recorder.record(OPEN)).rejects.toThrow('no PostgreSQL');
  scene.points.away = false;
  scene.stands(2);
  await scene.recorder.record(OPEN + MINUTE);
  expect(scene.kept).toEqual([[1, 2]]);
});

test('(12 chart) a point also says how the account stood, and one is written when only that changed', async () => {
  scene.stands(3);
  await scene.recorder.record(OPEN);
  scene.exposed(4000);
  await scene.recorder.record(OPEN + MINUTE);
  const [, second] = [...scene.points.rows.values()] as PnlSample[];
  expect(second).toMatchObject({ gross_exposure: usd(4000), initial_margin: usd(2000), max_leverage_hundredths: 200 });
});

test('(12 chart) the history is the day of the account, from its first point to how it stands now; there is none of an unknown account', async () => {
  scene.stands(-3);
  await scene.recorder.record(OPEN);
  scene.stands(9);
  const history = await pnlHistory(scene.book, scene.points, 'default', OPEN + 90_000);
  expect(history).toMatchObject({ account: 'default', date: '2026-11-25' });
  expect(history?.points.map(({ at_ms, total_pnl }) => [at_ms - OPEN, total_pnl / 1e6])).toEqual([
    [0, -3],
    [90_000, 9],
  ]);
  expect(await pnlHistory(scene.book, scene.points, 'nobody')).toBeNull();
});

test('(12 chart) more points than minutes of a day are thinned; the first, the last, the deepest and the highest stay, in order', async () => {
  const wave = Array.from({ length: 7000 }, (_, i): PnlPoint => {
    const total = usd(i === 4321 ? -999 : i === 5432 ? 999 : Math.sin(i / 50) * 100);
    return { account: 'a', date: 'd', at_ms: i * MINUTE, realized_pnl: usd(0), unrealized_pnl: total, total_pnl: total };
  });
  const some = thinned(wave, HISTORY_MAX);
  expect(some.length).toBeLessThanOrEqual(HISTORY_MAX);
  expect(some.length).toBeGreaterThan(HISTORY_MAX / 2);
  expect([some[0], some.at(-1)]).toEqual([wave[0], wave.at(-1)]);
  for (const index of [4321, 5432]) expect(some).toContain(wave[index]);
  expect(some.map(({ at_ms }) => at_ms)).toEqual(some.map(({ at_ms }) => at_ms).toSorted((a, b) => a - b));
  expect(thinned(wave.slice(0, 10), HISTORY_MAX)).toEqual(wave.slice(0, 10));
});
