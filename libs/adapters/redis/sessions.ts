import type { Redis } from 'ioredis';
import { ABSOLUTE_MS, type Session, SESSIONS_MAX } from '#core/access/session.js';
import { type ListedSession, SessionStore } from '#core/ports/session-store.js';
import type { ShardKeys } from './keys.js';

/** Sessions by the hash of their token; beside them, for each person, the names of theirs by the time at which they began. */
export class RedisSessions extends SessionStore {
  constructor(
    private readonly redis: Redis,
    private readonly keys: ShardKeys,
  ) {
    super();
  }

  override async open(name: string, session: Session): Promise<string[]> {
    const of = this.keys.sessionsOf(session.user_id);
    await this.redis
      .multi()
      .set(this.keys.session(name), JSON.stringify(session), 'PX', ABSOLUTE_MS)
      .zadd(of, session.started_ms, name)
      .pexpire(of, ABSOLUTE_MS)
      .exec();
    const live = await this.list(session.user_id);
    const ended = live.slice(SESSIONS_MAX).map((one) => one.name);
    for (const old of ended) await this.end(session.user_id, old);
    return ended;
  }

  override async read(name: string): Promise<Session | null> {
    const text = await this.redis.get(this.keys.session(name));
    return text === null ? null : (JSON.parse(text) as Session);
  }

  override async write(name: string, session: Session): Promise<boolean> {
    return (await this.redis.set(this.keys.session(name), JSON.stringify(session), 'KEEPTTL', 'XX')) === 'OK';
  }

  override async list(userId: string): Promise<ListedSession[]> {
    const names = await this.redis.zrevrange(this.keys.sessionsOf(userId), 0, -1);
    const found = await Promise.all(names.map(async (name) => ({ name, session: await this.read(name) })));
    const gone = found.filter(({ session }) => session === null).map(({ name }) => name);
    if (gone.length > 0) await this.redis.zrem(this.keys.sessionsOf(userId), ...gone);
    return found.flatMap(({ name, session }) => (session ? [{ ...session, name }] : []));
  }

  override async end(userId: string, name: string): Promise<boolean> {
    await this.redis.zrem(this.keys.sessionsOf(userId), name);
    return (await this.redis.del(this.keys.session(name))) === 1;
  }

  override async endAll(userId: string, except?: string): Promise<number> {
    let ended = 0;
    for (const { name } of await this.list(userId)) if (name !== except && (await this.end(userId, name))) ended += 1;
    return ended;
  }

  override async putOnce(name: string, content: string, lifeMs: number): Promise<void> {
    await this.redis.set(this.keys.once(name), content, 'PX', lifeMs);
  }

  override async takeOnce(name: string): Promise<string | null> {
    return this.redis.getdel(this.keys.once(name));
  }
}
