import { breakerCommand } from './breaker-command.js';
import { UsageError } from './usage-error.js';

const USAGE = `usage: npm run breakwater -- <command>

  breaker list
      open breakers, as the gate has them
  breaker reset --id N --reason "what was done" --actor "who" [--force]
      closes a breaker without Temporal; kept in the audit as done by the command line. --force: although its cause persists, so that it trips again`;

/** `breakwater`: what a person does when the API or Temporal is away. Finds the active gate by Redis (REDIS_URL) and talks to it. */
async function main(): Promise<void> {
  const [noun, verb = '', ...rest] = process.argv.slice(2);
  if (noun !== 'breaker') throw new UsageError(USAGE);
  await breakerCommand(verb, rest);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
