import { z } from 'zod';
import type { GateCommand } from '#core/gate/command.js';

/** Kinds of commands that may come through a door: all but the gate's own. The compiler names one that is forgotten here. */
const KINDS: Record<Exclude<GateCommand['kind'], 'restored' | 'checkpoint' | 'begin_day'>, true> = {
  ...{
    submit: true,
    cancel: true,
    cancel_orders: true,
    amend: true,
    submit_list: true,
    open_session: true,
    hear_session: true,
    close_session: true,
    reconsider: true,
    book: true,
    mark: true,
    tick: true,
    close_day: true,
  },
  ...{ lock: true, arm: true, split: true, book_locate: true, halt: true },
  ...{ open_account: true, move_cash: true, broker_state: true, adopt_account: true, adopt: true },
  ...{ list_breakers: true, trip: true, reset: true, change_mode: true, heartbeat: true },
  ...{
    configure: true,
    reject_config: true,
    accept_config: true,
    warn_of_calendar: true,
    warn_of_audit: true,
    warn_of_difference: true,
    warn_of_trouble: true,
    note_usage: true,
    change_access: true,
  },
};

/**
 * A command as it comes through a door. Whoever says the secret is one of our own processes, which checked what a person sent; so only the frame and the
 * kind are checked here, and a field that is missing fails that one command.
 */
export const Ask = z.object({
  id: z.number().int().nonnegative(),
  command: z.looseObject({ kind: z.enum(Object.keys(KINDS) as [string, ...string[]]) }),
});
