import { complaintInto } from '#test/factories/complaints.js';
import { StateUnavailableError } from '../ports/gate.js';
import type { LiveBook } from '../ports/live-book.js';
import { PnlMonitor } from './pnl-monitor.js';

test('(12.26) why the monitor cannot look is told once a cause, and that it looks again', async () => {
  const [told, stop] = [[] as string[], new AbortController()];
  const whys = ['no gate is active', 'no gate is active', 'Redis does not answer', ''];
  const book = {
    tick: async () => {
      const why = whys.shift() ?? '';
      if (why) throw new StateUnavailableError('STATE_UNAVAILABLE', why);
      stop.abort();
      return { accounts: 0, drift: 0, quote_age_ms: 0, stale_symbols: [] };
    },
  } as unknown as LiveBook;
  await new PnlMonitor(book, 'test', complaintInto(told)).run(stop.signal);
  expect(told).toEqual(['no gate is active', 'Redis does not answer', 'well']);
});
