import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../usage-error.js';
import { OwnBreakwater } from './breakwater.js';
import { allDisasters, type Disaster, disasterNamed } from './disaster.js';
import { asPage, inWords, LEAK_MAX } from './report.js';
import { runDrill } from './run-drill.js';

/** `drill`: lists the disasters; `drill NAME`: replays one. True when less than the target leaked, or other limits were tried. */
export async function drillCommand(args: string[]): Promise<boolean> {
  const { name, limits, out } = readArguments(args);
  if (name === undefined) {
    console.log(listed(allDisasters()));
    return true;
  }
  const disaster = disasterNamed(name);
  const change = limits === undefined ? null : readLimits(limits);
  const gate = await OwnBreakwater.start();
  try {
    const finding = await runDrill(disaster, gate, change);
    const page = out ?? `.local/drills/${name}.html`;
    mkdirSync(dirname(page), { recursive: true });
    writeFileSync(page, asPage(finding));
    console.log(`${inWords(finding)}\n\nThe page with the chart: ${page}`);
    return change !== null || finding.leaked < LEAK_MAX;
  } finally {
    await gate.stop();
  }
}

function readArguments(args: string[]) {
  try {
    const options = { limits: { type: 'string' }, out: { type: 'string' } } as const;
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
    if (positionals.length > 1) throw new UsageError(`drill takes one name, not ${positionals.join(' ')}`);
    return { name: positionals[0], ...values };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readLimits(file: string): object {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
  } catch (error) {
    throw new UsageError(`${file} cannot be read as limits: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new UsageError(`${file} must hold an object of limits, as PUT /api/risk/limits takes it`);
}

const listed = (all: readonly Disaster[]): string => all.map(({ name, title }) => `${name.padEnd(22)} ${title}`).join('\n');
