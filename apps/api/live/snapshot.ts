import { scopeOf } from '#core/events/alerts.js';
import type { Board } from '#core/events/board.js';
import { pnlData } from '#core/events/live-message.js';
import { presentAlert, presentBreakerRow } from '../shared/present.js';
import type { Choice } from './choice.js';
import { ownFrame } from './outgoing.js';

/** What a new listener is shown; of a choice of accounts only what concerns them. */
export function snapshotFrame(board: Board, { accounts }: Choice): Buffer {
  const mine = (account: string | null) => account === null || (accounts?.includes(account) ?? true);
  const data = {
    pnl: board.latestDays.filter((day) => mine(day.account)).map((day) => ({ ...pnlData(day), account: day.account })),
    circuit_breakers: board.openBreakers.filter(({ scope }) => mine(scopeOf(scope).account)).map(presentBreakerRow),
    alerts: board.alerts.filter(({ account }) => mine(account)).map(presentAlert),
    resumed: false,
  };
  return ownFrame({ type: 'SNAPSHOT', data, id: board.position });
}
