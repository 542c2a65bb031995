// PostgreSQL, Redis and Temporal for tests, benchmarks and developers, each profile with its own ports and data.
//   node tools/stack.mjs up  --profile dev1                  stays until Ctrl-C; the addresses are in .local/dev1/env.json
//   node tools/stack.mjs run --profile dev1 -- <command...>  runs the command with the addresses in its environment
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { provideNode } from './stack/node.mjs';
import { identity, stopProcess } from './stack/process.mjs';
import { environmentOfRunning } from './stack/profile.mjs';
import { say, sayFailure, shown, speakTo, StackError } from './stack/progress.mjs';
import { bringUp, lifetime } from './stack/up.mjs';

const USAGE = 'usage: node tools/stack.mjs up|run --profile NAME [--base-port N] [--fresh] [-- command...]';

function parse(argv) {
  const separator = argv.indexOf('--');
  const own = separator < 0 ? argv : argv.slice(0, separator);
  const options = { verb: own[0], command: separator < 0 ? [] : argv.slice(separator + 1), fresh: false };
  for (let index = 1; index < own.length; index++) {
    if (own[index] === '--profile') options.profile = own[++index];
    else if (own[index] === '--base-port') options.basePort = Number(own[++index]);
    else if (own[index] === '--fresh') options.fresh = true;
    else throw new StackError(`unknown argument ${own[index]}`, { advice: USAGE });
  }
  const complete = options.profile && (options.verb === 'up' || (options.verb === 'run' && options.command.length > 0));
  if (!complete || (options.basePort !== undefined && !(options.basePort > 0 && options.basePort < 65_000)))
    throw new StackError(USAGE);
  return options;
}

/** Runs a command on the terminal; `done` resolves to its exit code, 128 + n when a signal ended it. */
function runCommand([command, ...args], env) {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  const done = new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new StackError(`${command}: ${error.message}`)));
    child.on('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : code));
  });
  return { done, stop: () => stopProcess(identity(child.pid), { stopLimitMs: 10_000 }) };
}

async function main() {
  speakTo(process.stderr);
  const options = parse(process.argv.slice(2));
  await provideNode();
  const running = options.verb === 'run' && !options.fresh && environmentOfRunning(options.profile);
  if (running) {
    say(`using the stack "${options.profile}" that is already up`);
    return runCommand(options.command, running).done;
  }
  const life = lifetime();
  const stack = await bringUp(options.profile, life, options);
  try {
    if (options.verb === 'up') {
      say(`up; addresses in ${shown(stack.envFile)}; Ctrl-C stops`);
      return await life.ended;
    }
    const command = runCommand(options.command, { ...stack.env, ...stack.adminEnv });
    const code = await Promise.race([command.done, life.ended]);
    if (life.over()) await command.stop();
    return code;
  } finally {
    await stack.down();
  }
}

try {
  process.exit(await main());
} catch (error) {
  sayFailure(error);
  process.exit(1);
}
