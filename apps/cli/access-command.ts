import { parseArgs } from 'node:util';
import { newSecretKeyLine } from '#core/access/seal.js';
import { LINK_LIFE_MS, newLink } from '#core/access/link.js';
import { byCommandLine, withStore } from './keys-command.js';
import { UsageError } from './usage-error.js';

/** `access bootstrap` and `access new-secret-key`. */
export async function accessCommand(verb: string, args: string[]): Promise<void> {
  switch (verb) {
    case 'bootstrap':
      return withStore(async (store) => {
        if ((await store.users()).length > 0)
          throw new Error('there are users already: an administrator makes a link for somebody on the page Users');
        const { token, digest } = newLink();
        const act = byCommandLine({ action: 'access.bootstrap_link', object: 'access' });
        await store.createLink({ digest, user_id: null, kind: 'bootstrap' }, Date.now() + LINK_LIFE_MS, act);
        const origin = process.env['BREAKWATER_PUBLIC_ORIGIN'] ?? `http://localhost:${process.env['BREAKWATER_PORT'] ?? '8082'}`;
        console.log(`${origin}/setup#${token}\nopens once, within 30 minutes; whoever opens it is the first administrator`);
      });
    case 'new-secret-key': {
      const { id = new Date().toISOString().slice(0, 10) } = readId(args);
      if (!/^[a-z0-9-]{1,16}$/.test(id)) throw new UsageError('--id must be 1 to 16 of a-z, 0-9 and -');
      process.stdout.write(newSecretKeyLine(id));
      return;
    }
    default:
      throw new UsageError('access bootstrap, or access new-secret-key [--id NAME]');
  }
}

function readId(args: string[]): { id?: string } {
  try {
    return parseArgs({ args, options: { id: { type: 'string' } } }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
