import { Redis } from 'ioredis';

// The journal of decisions lives in Redis: the user that the application logs in as must be able to do its work, and nothing that
// could lose, hide or reconfigure it. This holds of the stack that `tools/` starts, and of any server named by REDIS_URL.

const KEY = 'bw:test:acl';

function connect(url: string | undefined): Redis {
  if (url === undefined) throw new Error('run this under `npm test` or `node tools/stack.mjs run`: REDIS_URL is not set');
  return new Redis(url, { maxRetriesPerRequest: 1, retryStrategy: () => null });
}

describe("the application's Redis user", () => {
  let redis: Redis;

  beforeAll(() => {
    redis = connect(process.env['REDIS_URL']);
  });

  afterAll(async () => {
    await redis.del(KEY, `${KEY}:log`);
    await redis.quit();
  });

  it.each([
    'FLUSHALL',
    'FLUSHDB',
    'CONFIG SET appendfsync no',
    'CONFIG REWRITE',
    'DEBUG SLEEP 0',
    'SHUTDOWN NOSAVE',
    'ACL SETUSER breakwater +@all',
    'REPLICAOF NO ONE',
    'SWAPDB 0 1',
    'KEYS *',
    'MONITOR',
    'SCRIPT FLUSH',
    'FUNCTION FLUSH',
  ])('may not %s', async (line) => {
    const [command = '', ...args] = line.split(' ');
    // DEBUG is refused to everybody, in other words.
    await expect(redis.call(command, ...args)).rejects.toThrow(/NOPERM|command not allowed/);
  });

  it('may not touch keys and channels that are not its own', async () => {
    await expect(redis.set('other:key', '1')).rejects.toThrow(/NOPERM/);
    await expect(redis.publish('other:channel', '1')).rejects.toThrow(/NOPERM/);
    await expect(redis.eval("return redis.call('SET', 'other:key', '1')", 0)).rejects.toThrow(
      /NOPERM|No permission|can't access/i,
    );
  });

  it('may load scripts and run them', async () => {
    const hash = await redis.script('LOAD', "return redis.call('INCR', KEYS[1])");
    await expect(redis.evalsha(String(hash), 1, KEY)).resolves.toBe(1);
    await expect(redis.eval("return redis.call('TIME')[1]", 0)).resolves.toMatch(/^\d+$/);
  });

  it('may write, read, wait on, trim and inspect its log', async () => {
    const log = `${KEY}:log`;
    const id = await redis.xadd(log, '*', 'type', 'ORDER');
    await expect(redis.xread('BLOCK', 10, 'STREAMS', log, '0')).resolves.toEqual([[log, [[id, ['type', 'ORDER']]]]]);
    await expect(redis.xread('BLOCK', 10, 'STREAMS', log, '$')).resolves.toBeNull();
    await expect(redis.xinfo('STREAM', log)).resolves.toEqual(expect.arrayContaining(['length', 1]));
    await expect(redis.xtrim(log, 'MAXLEN', 0)).resolves.toBe(1);
  });

  it('may ask what the server is and how it is set, and scan, wait and publish', async () => {
    await expect(redis.info('server')).resolves.toMatch(/redis_version:\d+/);
    await expect(redis.config('GET', 'appendfsync')).resolves.toEqual(['appendfsync', 'always']);
    await expect(redis.scan('0', 'MATCH', 'bw:*', 'COUNT', 100)).resolves.toHaveLength(2);
    await expect(redis.wait(0, 10)).resolves.toBe(0);
    await expect(redis.publish('bw:test', '1')).resolves.toBe(0);
    await expect(redis.client('SETNAME', 'breakwater-test')).resolves.toBe('OK');
    await expect(redis.time()).resolves.toHaveLength(2);
  });
});

describe('the Redis server', () => {
  it.each([
    ['appendonly', 'yes'],
    ['appendfsync', 'always'],
    ['no-appendfsync-on-rewrite', 'no'],
    ['save', ''],
    ['maxmemory-policy', 'noeviction'],
  ])('has %s set to "%s"', async (name, value) => {
    const admin = connect(process.env['REDIS_ADMIN_URL']);
    await expect(admin.config('GET', name)).resolves.toEqual([name, value]);
    await admin.quit();
  });

  it('lets nobody in without a password', async () => {
    const url = new URL(process.env['REDIS_URL'] ?? '');
    url.username = '';
    url.password = '';
    const anonymous = connect(url.toString());
    anonymous.on('error', () => {});
    await expect(anonymous.ping()).rejects.toThrow(/NOAUTH/);
    anonymous.disconnect();
  });
});
