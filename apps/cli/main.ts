import 'reflect-metadata';
import { accessCommand } from './access-command.js';
import { auditCommand } from './audit-command.js';
import { breakerCommand } from './breaker-command.js';
import { doctorCommand } from './doctor/doctor-command.js';
import { drillCommand } from './drill/drill-command.js';
import { keysCommand } from './keys-command.js';
import { reportCommand } from './report-command.js';
import { UsageError } from './usage-error.js';
import { verifyCommand } from './verify-command.js';

const USAGE = `usage: npm run breakwater -- <command>

  doctor
      looks at every part of the installation; one line each: ok, warning or fault, and what to do. Exit code 1 when there is a fault
  doctor --broker
      asks the broker that BROKER names: keys, permissions, clock, streams and quotes; changes nothing
  breaker list
      open breakers, as the gate has them
  breaker reset --id N --reason "what was done" --actor "who" [--force]
      closes a breaker without Temporal; kept in the audit as done by the command line. --force: although its cause persists, so that it trips again
  access bootstrap
      prints the link by which the first administrator signs up; it opens once, within 30 minutes
  access new-secret-key [--id NAME]
      writes a key that encrypts what is kept of second factors, for BREAKWATER_SECRET_KEY_FILE
  keys list
  keys create --owner NAME --label "what it is for" --scopes orders:write,read [--accounts a,b] [--symbols A,B] [--networks 10.0.0.0/8]
      [--orders-per-second N] [--days 90]
      makes a key for a program and shows it, once
  keys rotate --id KEY [--overlap-hours 24]
  keys revoke --id KEY
      when it returns, no order of that key passes any more, on any process
  drill [NAME] [--limits FILE] [--out PAGE.html]
      replays a public disaster against a stack of its own, started for it, and says what would have gone out and what did. Without a name it lists
      them. FILE: limits as PUT /api/risk/limits takes them. Exit code 1 when more than a thousandth of the real exposure leaks through the shipped limits
  report [--day DATE] [--now] [--json | --csv TABLE]
      the report of a day of the exchange (today when it is left out), as it was kept when the day was closed; --now computes it again. Reads
      PostgreSQL and nothing else
  verify [--from DATE|N] [--to DATE|N]
      decides every order of the history again and compares all that follows from it; reads PostgreSQL (DATABASE_URL) and nothing else. The first
      thing that differs ends it with exit code 1. DATE is a day of the exchange, N the number of an event
  audit verify
      checks every entry of the audit, its checkpoints, and every decision, event and fill that it covers. What differs first ends it with exit code 1
  audit export [--from DATE|N] [--to DATE|N] --out FOLDER
      writes entries, checkpoints and keys, for verify-audit.mjs and whoever else checks them. DATE is a day in UTC, N the number of an entry`;

/** `breakwater`: what a person does when the API or Temporal is away. Finds the active gate by Redis (REDIS_URL) and talks to it. */
async function main(): Promise<void> {
  const [noun, ...rest] = process.argv.slice(2);
  if (noun === 'breaker') return breakerCommand(rest[0] ?? '', rest.slice(1));
  if (noun === 'access') return accessCommand(rest[0] ?? '', rest.slice(1));
  if (noun === 'keys') return keysCommand(rest[0] ?? '', rest.slice(1));
  if (noun === 'doctor') {
    if (!(await doctorCommand(rest))) process.exitCode = 1;
    return;
  }
  if (noun === 'audit') return auditCommand(rest[0] ?? '', rest.slice(1));
  if (noun === 'drill') {
    if (!(await drillCommand(rest))) process.exitCode = 1;
    return;
  }
  if (noun === 'verify') return verifyCommand(rest);
  if (noun === 'report') return reportCommand(rest);
  throw new UsageError(USAGE);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
