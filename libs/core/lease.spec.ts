import { complaintInto } from '#test/factories/complaints.js';
import { underLease } from './lease.js';
import { type Lease, Leases } from './ports/leases.js';

/** One lease; its answers can fail with `away`. */
class MemoryLeases extends Leases {
  away = '';
  holder = '';

  override async take(_: Lease, holder: string): Promise<boolean> {
    if (this.away) throw new Error(this.away);
    this.holder ||= holder;
    return this.holder === holder;
  }
  override async release(): Promise<void> {
    if (this.away) throw new Error(this.away);
    this.holder = '';
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('(12.26) why a lease cannot be asked for, renewed or given back is told once a cause, and that it goes again', async () => {
  const [leases, told, stop] = [new MemoryLeases(), [] as string[], new AbortController()];
  leases.away = 'no route';
  let turns = 0;
  const work = async (signal: AbortSignal) => {
    turns += 1;
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  };
  const duty = { which: 'relay' as const, forMs: 60, complaint: complaintInto(told) };
  const running = underLease(leases, duty, stop.signal, work);
  await sleep(700);
  expect([turns, told]).toEqual([0, ['no route']]);
  leases.away = '';
  await sleep(500);
  expect([turns, told]).toEqual([1, ['no route', 'well']]);
  leases.away = 'no memory';
  await sleep(200); // Longer than the lease: the work is stopped.
  expect(told).toEqual(['no route', 'well', 'no memory']);
  leases.away = '';
  stop.abort();
  await running;
});

test('what the work throws ends the duty, and the lease is given back first', async () => {
  const leases = new MemoryLeases();
  const duty = { which: 'floor' as const, forMs: 60, complaint: complaintInto([]) };
  const broken = () => Promise.reject(new Error('broken'));
  await expect(underLease(leases, duty, new AbortController().signal, broken)).rejects.toThrow('broken');
  expect(leases.holder).toBe('');
});
