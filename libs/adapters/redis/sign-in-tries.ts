import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { SignInTries } from '#core/ports/sign-in.js';
import type { ShardKeys } from './keys.js';

const FREE = 5;
const DAY_S = 86_400;
const HOUR_S = 3600;
const LONGEST_WAIT_S = 15 * 60;
const OF_NETWORK_AN_HOUR = 50;
const OF_ALL_A_SECOND = 20;

/** Five tries are free, then one second, two, four, up to a quarter of an hour; a network has 50 failures an hour, the whole system 20 tries a second, and as many of browsers that signed in before. */
export class RedisSignInTries extends SignInTries {
  private readonly failures: RateLimiterRedis;
  private readonly networks: RateLimiterRedis;
  private readonly all: RateLimiterRedis;

  constructor(redis: Redis, { tries }: ShardKeys) {
    super();
    const limiter = (name: string, points: number, duration: number) =>
      new RateLimiterRedis({ storeClient: redis, keyPrefix: `${tries}:${name}`, points, duration });
    this.failures = limiter('who', FREE, DAY_S);
    this.networks = limiter('network', OF_NETWORK_AN_HOUR, HOUR_S);
    this.all = limiter('all', OF_ALL_A_SECOND, 1);
  }

  override async wait(name: string, network: string, browser: string | null): Promise<number> {
    // Whoever guesses cannot keep out who signed in here before.
    const all = await this.all.consume(browser === null ? 'all' : 'known').then(
      () => 0,
      (refused: unknown) => secondsOf(refused),
    );
    const [who, net] = await Promise.all([this.failures.get(nameOf(name, network, browser)), this.networks.get(network)]);
    const blocked =
      who !== null && who.consumedPoints > FREE && who.msBeforeNext < LONGEST_WAIT_S * 1000 ? who.msBeforeNext / 1000 : 0;
    const full = net !== null && net.consumedPoints >= OF_NETWORK_AN_HOUR ? net.msBeforeNext / 1000 : 0;
    return Math.max(all, blocked, full);
  }

  override async failed(name: string, network: string, browser: string | null): Promise<void> {
    const key = nameOf(name, network, browser);
    // Together, so that Redis syncs its file once for both.
    const [count] = await Promise.all([this.count(key), this.networks.consume(network).catch(secondsOf)]);
    if (count > FREE) await this.failures.block(key, Math.min(2 ** (count - FREE - 1), LONGEST_WAIT_S));
  }

  /** A block forgets how many came before it, so they are counted beside it. */
  private async count(key: string): Promise<number> {
    const counted = await this.failures.penalty(`count ${key}`, 1);
    return counted.consumedPoints;
  }

  override async worked(name: string, network: string, browser: string | null): Promise<void> {
    const key = nameOf(name, network, browser);
    await Promise.all([this.failures.delete(key), this.failures.delete(`count ${key}`)]);
  }
}

const nameOf = (name: string, network: string, browser: string | null) => `${name.toLowerCase()} ${browser ?? network}`;

function secondsOf(refused: unknown): number {
  if (refused instanceof RateLimiterRes) return refused.msBeforeNext / 1000;
  throw refused;
}
