import { z } from 'zod';

/** Kinds of commands that may come through a door. `restored` and `checkpoint` are the gate's own. */
const KINDS = [
  ...['submit', 'cancel', 'cancel_orders', 'reconsider', 'book', 'mark', 'tick', 'close_day', 'open_account', 'move_cash'],
  ...[
    'list_breakers',
    'trip',
    'reset',
    'configure',
    'reject_config',
    'accept_config',
    'warn_of_calendar',
    'warn_of_audit',
    'adopt',
    'change_mode',
    'change_access',
  ],
] as const;

/**
 * A command as it comes through a door. Whoever says the secret is one of our own processes, which checked what a person sent; so only the frame and the
 * kind are checked here, and a field that is missing fails that one command.
 */
export const Ask = z.object({
  id: z.number().int().nonnegative(),
  command: z.looseObject({ kind: z.enum(KINDS as readonly [string, ...string[]]) }),
});
