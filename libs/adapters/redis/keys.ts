/** Keys of one shard. The hash tag keeps them together on one node of a cluster; another shard's may lie on another. */
export function keysOf(shard: string) {
  const key = (name: string) => `bw:{${shard}}:${name}`;
  return {
    /** The log: a stream, one entry for each append, its id that of its last event. */
    log: key('log'),
    /** Who may append (`fence`) and where the log ends (`position`, `n`). */
    head: key('head'),
    /** How far PostgreSQL has the log: `n`, `at_ms` (when it was known to have everything), */
    copied: key('copied'),
    lease: (which: string) => key(`lease:${which}`),
    replicas: key('replicas'),
    /** Sign-ins: a session, those of a person, what is used once, counters of failed tries. */
    session: (name: string) => key(`session:${name}`),
    sessionsOf: (user: string) => key(`sessions:${user}`),
    once: (name: string) => key(`once:${name}`),
    tries: key('signin'),
    /** For others to read; never read here. */
    view: (name: string) => key(`view:${name}`),
  };
}

export type ShardKeys = ReturnType<typeof keysOf>;
