import { complaintInto } from '#test/factories/complaints.js';
import { DAY, dollars, GateWorld } from '#test/factories/gate-world.js';
import type { StateViews } from '#core/ports/state-views.js';
import type { GateHost } from './host.js';
import { keepViews, viewsInSteps } from './views.js';

test('(12.26) why views cannot be written is told once, and that they are written again', async () => {
  const [told, stop] = [[] as string[], new AbortController()];
  const causes = ['no room', 'no room', ''];
  const views: StateViews = {
    write: async () => {
      const cause = causes.shift();
      if (cause) throw new Error(cause);
      stop.abort();
    },
  };
  const host = { active: true, state: GateWorld.open().state, kept: async () => {} } as unknown as GateHost;
  await keepViews(host, views, complaintInto(told), stop.signal);
  expect(told).toEqual(['no room', 'well']);
});

test('views of very many positions are made in steps, and not written when the gate decides no more meanwhile', async () => {
  const world = GateWorld.open();
  const most = 3000;
  for (let i = 0; i < most; i += 1) world.ask({ kind: 'open_account', account: `a${i}`, cash: dollars(1), day: DAY });
  const steps = viewsInSteps(world.state);
  expect(steps.next()).toEqual({ done: false, value: undefined });
  const { value } = steps.next();
  expect(Object.keys(value?.['pnl'] ?? {})).toHaveLength(most + 1);
  const [written, stop] = [[] as unknown[], new AbortController()];
  const looks = [true, false];
  const host = {
    state: world.state,
    kept: async () => {},
    get active() {
      const look = looks.shift();
      if (looks.length === 0) stop.abort();
      return look ?? false;
    },
  } as unknown as GateHost;
  const views: StateViews = { write: async (one) => void written.push(one) };
  await keepViews(host, views, complaintInto([]), stop.signal);
  expect(written).toEqual([]);
});
