import { pino } from 'pino';
import { compile } from '#test/factories/gate-world.js';
import { emptyState } from '#core/gate/state.js';
import { GateHost, type HostParts } from './host.js';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('(12.26) why a gate cannot recover, follow the log, or read how far it is copied is told once a cause, and that it goes again', async () => {
  const said: string[] = [];
  const take = (line: string) => {
    const { level, msg, err } = JSON.parse(line) as { level: number; msg: string; err?: { message: string } };
    if (level > 30 || !msg.startsWith('the state was read')) said.push(err ? `${msg}: ${err.message}` : msg);
  };
  const [loads, reads, copies] = [
    ['no PostgreSQL', 'no PostgreSQL', ''],
    ['no Redis', 'no Redis', ''],
    ['no route', 'no route', ''],
  ];
  const next = (script: string[]) => {
    const cause = script.shift();
    if (cause) throw new Error(cause);
  };
  const parts = {
    logger: pino({ level: 'info' }, { write: take }),
    compile,
    mayDecide: false,
    store: {
      load: async () => {
        next(loads);
        return emptyState(compile);
      },
    },
    reads: {
      read: async () => {
        next(reads);
        await sleep(20);
        return { lines: [], position: '0-0', more: false };
      },
    },
    copied: {
      read: async () => {
        next(copies);
        return null;
      },
    },
  } as unknown as HostParts;
  const stop = new AbortController();
  const running = new GateHost(parts).run(stop.signal);
  await sleep(1500);
  stop.abort();
  await running;
  expect(said.toSorted()).toEqual([
    'how far PostgreSQL has the log can be read again',
    'how far PostgreSQL has the log cannot be read: no route',
    'the gate cannot follow the log: no PostgreSQL',
    'the gate cannot follow the log: no Redis',
    'the gate follows the log again',
  ]);
});
