import { complaintInto } from '#test/factories/complaints.js';
import { GateWorld } from '#test/factories/gate-world.js';
import type { StateViews } from '#core/ports/state-views.js';
import type { GateHost } from './host.js';
import { keepViews } from './views.js';

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
