import { complaintInto } from '#test/factories/complaints.js';
import type { Money } from '../model/money.js';
import { BreakerEvents } from '../ports/breaker-events.js';
import { BreakerWorkflows, type Closing, type Episode } from '../ports/breaker-workflows.js';
import { type BreakerClosing, LiveBook, type OpenBreaker } from '../ports/live-book.js';
import { type BreakerFinding, BreakerReconciler } from './reconciler.js';

const breaker = (breaker_id: number, scope: string, expires_at_ms: number | null = null): OpenBreaker => ({
  ...{ breaker_id, scope, mode: 'halt', trigger_type: 'MANUAL', trigger_value: 0 as Money, threshold: 0 as Money },
  ...{ tripped_at_ms: 0, expires_at_ms },
});

class World {
  open: OpenBreaker[] = [];
  kept: Episode[] = [];
  running = new Map<string, number | null>();
  readonly done: string[] = [];
  readonly found: BreakerFinding[] = [];
  readonly said: string[] = [];
  away = '';

  readonly reconciler = new BreakerReconciler(
    Object.assign(Object.create(LiveBook.prototype) as LiveBook, {
      control: async () => {
        if (this.away) throw new Error(this.away);
        return { ready: true };
      },
      breakers: async () => this.open,
      close: async ({ breaker_id, how }: BreakerClosing) => {
        this.done.push(`close ${breaker_id} ${how}`);
        return breaker(breaker_id, '');
      },
    }),
    Object.assign(Object.create(BreakerEvents.prototype) as BreakerEvents, {
      open: async () => this.kept,
      closingOf: async (): Promise<Closing | null> => null,
    }),
    Object.assign(Object.create(BreakerWorkflows.prototype) as BreakerWorkflows, {
      running: async () => this.running,
      tripped: async ({ breaker_id }: Episode) => void this.done.push(`start ${breaker_id}`),
      closed: async ({ breaker_id, source }: Closing) => void this.done.push(`closed ${breaker_id} ${source}`),
    }),
    (finding) => this.found.push(finding),
    complaintInto(this.said),
    20,
  );

  /** Open in live state and in the history alike. */
  both(...breakers: OpenBreaker[]): void {
    this.open = breakers;
    this.kept = breakers.map((one) => ({ ...one, actor: 'dev', reason: '' }));
  }
}

test('a breaker without a workflow gets one at the second look, for its start may be on its way', async () => {
  const world = new World();
  world.both(breaker(7, 'firm'));
  await world.reconciler.look(0);
  expect(world.done).toEqual([]);
  await world.reconciler.look(0);
  expect(world.done).toEqual(['start 7']);
  world.running.set('firm', 7);
  await world.reconciler.look(0);
  await world.reconciler.look(0);
  expect([world.done, world.found.length]).toEqual([['start 7'], 1]);
});

test('a workflow whose episode is closed, or another, is told so; one that does not say its episode is left alone', async () => {
  const world = new World();
  world.both(breaker(9, 'symbol:KO'));
  world.running = new Map([
    ['symbol:KO', 8],
    ['firm', 3],
    ['account:a', null],
  ]);
  await world.reconciler.look(0);
  await world.reconciler.look(0);
  expect(world.done).toEqual(['closed 8 unknown', 'closed 3 unknown']);
});

test('a pause that its workflow did not end is ended, and nothing else ever is', async () => {
  const world = new World();
  world.both(breaker(1, 'firm', 1000), breaker(2, 'symbol:KO'));
  world.running = new Map([
    ['firm', 1],
    ['symbol:KO', 2],
  ]);
  await world.reconciler.look(10_999);
  expect(world.done).toEqual([]);
  await world.reconciler.look(11_000);
  expect(world.done).toEqual(['close 1 expire']);
});

test('a breaker that only live state or only the history has is told, not touched', async () => {
  const world = new World();
  world.open = [breaker(1, 'firm')];
  world.kept = [{ ...breaker(2, 'symbol:KO'), actor: 'dev', reason: '' }];
  world.running = new Map([['firm', 1]]);
  await world.reconciler.look(0);
  await world.reconciler.look(0);
  expect(world.done).toEqual([]);
  expect(world.found.map(({ breaker_id, what }) => `${breaker_id} ${what}`)).toEqual([
    '1 open in live state only',
    '2 open in the history only',
  ]);
});

test('(12.26) a look that fails is told, each cause once, and that it looks again', async () => {
  const world = new World();
  const stop = new AbortController();
  const running = world.reconciler.run(stop.signal);
  for (const away of ['no Redis', 'no PostgreSQL', '']) {
    world.away = away;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  stop.abort();
  await running;
  expect(world.said).toEqual(['no Redis', 'no PostgreSQL', 'well']);
});
