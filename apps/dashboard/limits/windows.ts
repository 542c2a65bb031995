import type { TimeWindowsAnswer } from '#contracts/answers.js';
import { parseScope } from '#core/model/scope.js';

export type Window = TimeWindowsAnswer['windows'][number];

/** -15 and `close` to `15 minutes before the close`. */
export function edgeInWords(minutes: number, anchor: Window['anchor']): string {
  if (minutes === 0) return `the ${anchor}`;
  const count = Math.abs(minutes);
  return `${count} ${count === 1 ? 'minute' : 'minutes'} ${minutes < 0 ? 'before' : 'after'} the ${anchor}`;
}

export const spanInWords = ({ anchor, from_minutes, to_minutes }: Pick<Window, 'anchor' | 'from_minutes' | 'to_minutes'>) =>
  `From ${edgeInWords(from_minutes, anchor)} until ${edgeInWords(to_minutes, anchor)}`;

const KINDS = new Set(['firm', 'account', 'strategy', 'class']);

/** Whether windows can be set at a scope. */
export function takesWindows(scope: string): boolean {
  const kind = parseScope(scope)?.kind;
  return kind !== undefined && KINDS.has(kind);
}

/** Names of other windows of the same scope that hold at the same time, as far as both are counted from the same end of the day. */
export function overlapping(window: Window, all: readonly Window[]): string[] {
  return all
    .filter(
      ({ name, scope, anchor, from_minutes, to_minutes }) =>
        name !== window.name &&
        scope === window.scope &&
        anchor === window.anchor &&
        from_minutes < window.to_minutes &&
        window.from_minutes < to_minutes,
    )
    .map(({ name }) => name);
}
