import 'reflect-metadata';
import { UsageError } from './usage-error.js';

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

type Command = (args: string[]) => Promise<unknown>;

/** Each is loaded when it is asked for: together they take four times as long to load as one. False: what it looked at is not in order. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  access: async () => withVerb((await import('./access-command.js')).accessCommand),
  audit: async () => withVerb((await import('./audit-command.js')).auditCommand),
  breaker: async () => withVerb((await import('./breaker-command.js')).breakerCommand),
  doctor: async () => (await import('./doctor/doctor-command.js')).doctorCommand,
  drill: async () => (await import('./drill/drill-command.js')).drillCommand,
  keys: async () => withVerb((await import('./keys-command.js')).keysCommand),
  report: async () => (await import('./report-command.js')).reportCommand,
  verify: async () => (await import('./verify-command.js')).verifyCommand,
};

function withVerb(command: (verb: string, args: string[]) => Promise<void>): Command {
  return ([verb = '', ...args]) => command(verb, args);
}

/** `breakwater`: what a person does when the API or Temporal is away. Finds the active gate by Redis (REDIS_URL) and talks to it. */
async function main(): Promise<void> {
  const [noun = '', ...args] = process.argv.slice(2);
  const load = Object.hasOwn(COMMANDS, noun) ? COMMANDS[noun] : undefined;
  if (!load) throw new UsageError(USAGE);
  const command = await load();
  if ((await command(args)) === false) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
