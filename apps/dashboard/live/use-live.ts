import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { refresh } from '../api/hooks.js';
import { type Link, LiveFeed } from './live-feed.js';
import type { LiveState } from './live-state.js';

/** A refresh is asked for at most this often, however many messages call for it. */
const REFRESH_EVERY_MS = 500;
/** What is shown is called old from here on. */
export const STALE_AFTER_MS = 3000;

export const feed = new LiveFeed();

/** One piece of the live state; `choose` must give the same object for the same state. */
export function useLive<T>(choose: (state: LiveState) => T): T {
  return useSyncExternalStore(feed.subscribe, () => choose(feed.snapshot()));
}

export function useLink(): Link {
  return useSyncExternalStore(feed.subscribe, feed.link);
}

/** Age of the newest message in milliseconds, told each half second; null before the first. */
export function useAge(): number | null {
  const { heardAt } = useLink();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return heardAt === null ? null : Math.max(0, now - heardAt);
}

/** Keeps the connection while the app is there, and asks the API again for what a message says has changed. */
export function useFollowing(): void {
  const queries = useQueryClient();
  useEffect(() => {
    feed.start();
    const retry = () => feed.retryNow();
    window.addEventListener('online', retry);
    document.addEventListener('visibilitychange', retry);
    const seen = { ...feed.snapshot().revision };
    const resting = new Map<string, ReturnType<typeof setTimeout>>();
    const late = new Set<string>();
    /** At once, and once more after the pause when more messages came during it. */
    const ask = (kind: string) => {
      if (resting.has(kind)) {
        late.add(kind);
        return;
      }
      refresh(queries, kind);
      const rested = () => {
        resting.delete(kind);
        if (late.delete(kind)) ask(kind);
      };
      resting.set(kind, setTimeout(rested, REFRESH_EVERY_MS));
    };
    const call = (...kinds: string[]) => kinds.forEach(ask);
    const unsubscribe = feed.subscribe(() => {
      const { revision } = feed.snapshot();
      if (revision.alerts !== seen.alerts) call('alerts');
      if (revision.breakers !== seen.breakers) call('breakers', 'accounts');
      if (revision.orders !== seen.orders) call('orders', 'positions', 'accounts', 'fills');
      if (revision.limits !== seen.limits) call('limits', 'accounts', 'rules', 'overrides', 'override-requests');
      Object.assign(seen, revision);
    });
    return () => {
      unsubscribe();
      for (const timer of resting.values()) clearTimeout(timer);
      window.removeEventListener('online', retry);
      document.removeEventListener('visibilitychange', retry);
      feed.stop();
    };
  }, [queries]);
}
