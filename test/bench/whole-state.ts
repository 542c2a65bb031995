/** What walks the whole state of a large firm, step by step: as long as the longest step takes, no order is answered. */
import { NEW_ROUND, nextCheckpoint, type Round } from '#core/gate/checkpoint-round.js';
import { DAY_PART } from '#core/gate/days.js';
import { snapshotInSteps } from '#core/gate/snapshot.js';
import { stateHash } from '#core/gate/state-hash.js';
import type { RiskConfig } from '#core/model/limits.js';
import { EMPTY_INSTRUMENT } from '#core/model/reference.js';
import { viewsInSteps } from '#gate-host/views.js';
import { Firm, LARGE } from './controls.js';

const OPEN_ORDERS = 100_000;
/** The firm began on the day before; its fills are of that day. */
const DAYS = ['2026-11-26', '2026-11-27', '2026-11-30'];

export interface Steps {
  steps: number;
  /** Of the step in the middle, and of the longest. */
  p50_ms: number;
  most_ms: number;
}

/** Of each step, over `times` times; `steps` are those of one time. */
function timed(times: number, steps: (i: number) => Iterable<() => unknown>): Steps {
  const ms: number[] = [];
  for (let i = 0; i < times; i += 1)
    for (const step of steps(i)) {
      const startedMs = performance.now();
      step();
      ms.push(performance.now() - startedMs);
    }
  ms.sort((a, b) => a - b);
  return { steps: ms.length / times, p50_ms: ms[ms.length >> 1] ?? 0, most_ms: ms.at(-1) ?? 0 };
}

export async function wholeState(times: number): Promise<Record<string, Steps>> {
  const firm = await Firm.of(LARGE);
  firm.rest(OPEN_ORDERS);
  const { state } = firm;
  const once = (step: (i: number) => unknown) => timed(times, (i) => [() => step(i)]);
  const configure = (change: (config: RiskConfig) => Partial<RiskConfig>) => {
    if (!state.config) throw new Error('whole state: no configuration is in force');
    const config = { ...state.config, ...change(state.config), version: state.config.version + 1 };
    firm.ask({ kind: 'configure', config: structuredClone(config), rule_set: state.rule_set, slippage_bps: 10 });
  };
  const inSector = (sector: string) => (config: RiskConfig) => ({
    instruments: { ...config.instruments, S1: { ...EMPTY_INSTRUMENT, sector } },
  });
  return {
    'hash of the whole state': once(() => stateHash(state)),
    'a round of checkpoints': timed(times, () => roundOf(firm)),
    'the views in Redis': timed(times, () => stepsOf(viewsInSteps(state))),
    'the end of the monitor’s look': once(() => firm.ask({ kind: 'tick', day: '', holder: 'bench', looked: true })),
    'another version of the configuration': once(() => configure(() => ({}))),
    'another sector of one symbol': once((i) => configure(inSector(`s${i}`))),
    'a new day': timed(DAYS.length, (i) => stepsOfDay(firm, DAYS[i] ?? '')),
    'a snapshot and its hash': timed(times, () => stepsOf(snapshotInSteps(state))),
  };
}

function* stepsOf<T>(all: Generator<void, T>): Generator<() => void> {
  const under = { over: false };
  while (!under.over) yield () => (under.over = all.next().done === true);
}

/** As the gate's host begins it (host.ts). */
function* stepsOfDay(firm: Firm, day: string): Generator<() => void> {
  const under = { over: false };
  while (!under.over) yield () => (under.over = firm.ask({ kind: 'begin_day', day, most: DAY_PART }).begun < DAY_PART);
}

function* roundOf({ state }: Firm): Generator<() => void> {
  const under: { round: Round | null } = { round: NEW_ROUND };
  while (under.round !== null) {
    const { round } = under;
    yield () => (under.round = nextCheckpoint(state, round).next);
  }
}
