/**
 * The process that hashes passwords, one at a time: `{ password, phc, parameters }` in, `{ hash }`, `{ matches }` or `{ fault }` out. It gets a tenth of what
 * another process gets, so that orders are not slower while passwords are guessed; and it is no thread of the API, because the memory of a hash (19 MiB, taken and given back) would be mapped in its
 * address space. It ends with the process that started it.
 */
import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { hashSync, type Options, verifySync } from '@node-rs/argon2';

/** 10 of 19. With 19, on a machine that was busy twentyfold, 8 of 160 hashes were done in time; with 10 orders are as little moved. */
const PRIORITY = constants.priority.PRIORITY_BELOW_NORMAL;

export interface HashTask {
  password: string;
  /** Null: hash it. Else: does it match? */
  phc: string | null;
  parameters: Options;
}

export type HashAnswer = { hash: string } | { matches: boolean } | { fault: string };

function done({ password, phc, parameters }: HashTask): HashAnswer {
  try {
    return phc === null ? { hash: hashSync(password, parameters) } : { matches: verifySync(phc, password) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

setPriority(PRIORITY);
try {
  // Linux shares the cores between sessions first, and among the processes of each then. This one is a session of its own, and shall come after the others there too.
  writeFileSync('/proc/self/autogroup', String(PRIORITY));
} catch {
  // Another system, or one without it.
}
process.on('message', (task: HashTask) => process.send?.(done(task)));
process.on('disconnect', () => process.exit());
