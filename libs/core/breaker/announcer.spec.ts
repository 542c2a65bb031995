import { BreakerEvents, type BreakerEvent } from '../ports/breaker-events.js';
import { BreakerWorkflows, type Episode, WorkflowUnavailableError } from '../ports/breaker-workflows.js';
import { complaintInto } from '#test/factories/complaints.js';
import type { Money } from '../model/money.js';
import { BreakerAnnouncer } from './announcer.js';

const episode = (breaker_id: number): Episode => ({
  ...{ breaker_id, scope: 'firm', mode: 'halt', trigger_type: 'MANUAL', trigger_value: 0 as Money, threshold: 0 as Money },
  ...{ actor: 'dev', reason: '', tripped_at_ms: 0, expires_at_ms: null },
});
const reset = (breaker_id: number) => ({ breaker_id, scope: 'firm', actor: 'dev', reason: '', source: 'api', closed_at_ms: 1 });
const { tripped_at_ms: _, ...cause } = episode(1);
const HISTORY: BreakerEvent[] = [
  { seq: 1, kind: 'TRIPPED', episode: episode(1) },
  { seq: 2, kind: 'CAUSE', cause: { ...cause, at_ms: 5 } },
  { seq: 3, kind: 'MODE', change: { breaker_id: 1, scope: 'firm', mode: 'reduce_only', actor: 'dev', reason: '', at_ms: 6 } },
  { seq: 4, kind: 'RESET', closing: reset(1) },
  { seq: 5, kind: 'TRIPPED', episode: episode(2) },
];

/** A history with a cursor, and workflows that write down what they hear; `away` makes them fail. */
class World {
  cursor = 0;
  heard: string[] = [];
  away = '';
  readonly events: BreakerEvents = Object.assign(Object.create(BreakerEvents.prototype) as BreakerEvents, {
    unannounced: async (limit: number) => HISTORY.filter(({ seq }) => seq > this.cursor).slice(0, limit),
    announced: async (seq: number) => {
      this.cursor = seq;
    },
  });
  readonly workflows: BreakerWorkflows = Object.assign(Object.create(BreakerWorkflows.prototype) as BreakerWorkflows, {
    tripped: async ({ breaker_id }: Episode) => this.hear(`tripped ${breaker_id}`),
    causeAdded: async () => this.hear('cause'),
    modeChanged: async ({ mode }: { mode: string }) => this.hear(mode),
    closed: async ({ breaker_id }: { breaker_id: number }) => this.hear(`closed ${breaker_id}`),
  });

  private hear(what: string): void {
    if (this.away) throw new WorkflowUnavailableError(this.away);
    this.heard.push(what);
  }
}

async function runUntil(announcer: BreakerAnnouncer, good: () => boolean): Promise<void> {
  const stop = new AbortController();
  const running = announcer.run(stop.signal);
  const deadline = Date.now() + 3000;
  while (!good() && Date.now() < deadline) {
    announcer.nudge();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  stop.abort();
  await running;
}

test('everything is told in order, once, and the cursor follows', async () => {
  const world = new World();
  await runUntil(new BreakerAnnouncer(world.events, world.workflows, complaintInto([])), () => world.cursor === 5);
  expect(world.heard).toEqual(['tripped 1', 'cause', 'reduce_only', 'closed 1', 'tripped 2']);
});

test('(12.26) while Temporal is away nothing is passed over, it is said once, and then all of it is caught up', async () => {
  const world = new World();
  world.away = 'away';
  const told: string[] = [];
  const announcer = new BreakerAnnouncer(world.events, world.workflows, complaintInto(told));
  let looks = 0;
  await runUntil(announcer, () => (looks += 1) > 20);
  expect([world.cursor, world.heard, told]).toEqual([0, [], ['away']]);
  world.away = '';
  await runUntil(announcer, () => world.cursor === 5);
  expect(world.heard).toEqual(['tripped 1', 'cause', 'reduce_only', 'closed 1', 'tripped 2']);
  expect(told).toEqual(['away', 'well']);
});

test('(12.26) another cause of the same outage is told too', async () => {
  const world = new World();
  const told: string[] = [];
  const announcer = new BreakerAnnouncer(world.events, world.workflows, complaintInto(told));
  for (const away of ['no route', 'no namespace']) {
    world.away = away;
    let looks = 0;
    await runUntil(announcer, () => (looks += 1) > 10);
  }
  expect(told).toEqual(['no route', 'no namespace']);
});
