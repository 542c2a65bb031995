import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { migrate } from '#adapters/postgres/migrate.js';
import { MIGRATIONS } from '../../migrations/index.js';
import { connect, type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

describe('the tables', () => {
  let database: ScratchDatabase;
  beforeAll(async () => {
    database = await scratchDatabase(false);
  });
  afterAll(() => database.drop());

  it('go up, down to nothing, and up again', async () => {
    const dataSource = await connect(database.url, 0);
    try {
      expect(await migrate(dataSource)).toHaveLength(MIGRATIONS.length);
      for (const _ of MIGRATIONS) await dataSource.undoLastMigration({ transaction: 'each' });
      const left = await dataSource.query(
        `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migrations'`,
      );
      expect(left).toEqual([]);
      expect(await migrate(dataSource)).toHaveLength(MIGRATIONS.length);
      expect(await migrate(dataSource)).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });

  it('are made once when two processes migrate at the same time', async () => {
    const other = await scratchDatabase(false);
    const [a, b] = [await connect(other.url, 0), await connect(other.url, 0)];
    try {
      const done = await Promise.all([migrate(a), migrate(b)]);
      expect(done.flat()).toHaveLength(MIGRATIONS.length);
    } finally {
      await a.destroy();
      await b.destroy();
      await other.drop();
    }
  });

  it('hold the default limits, 25 symbols and the first account', async () => {
    const dataSource = await connect(database.url);
    try {
      const [limits] = await dataSource.query('SELECT * FROM risk_limits');
      expect(limits).toMatchObject({
        max_position_size: '10000.000000',
        max_order_size: '1000.000000',
        daily_loss_limit: '5000.000000',
      });
      expect(await dataSource.query('SELECT symbol FROM position_limits')).toHaveLength(25);
      expect(await dataSource.query(`SELECT max_position FROM position_limits WHERE symbol = 'TSLA'`)).toEqual([
        { max_position: '3000.000000' },
      ]);
      expect(await dataSource.query('SELECT account, cash FROM accounts')).toEqual([
        { account: 'default', cash: '100000.000000' },
      ]);
    } finally {
      await dataSource.destroy();
    }
  });

  it('know the seeded symbols: whole shares, cents, and below a dollar hundredths of a cent', async () => {
    const dataSource = await connect(database.url);
    try {
      const [{ instruments }] = await dataSource.query(`SELECT config -> 'instruments' AS instruments FROM config_versions`);
      expect(Object.keys(instruments)).toHaveLength(25);
      const ticks = [
        { from: 0, tick: 100 },
        { from: 1_000_000, tick: 10_000 },
      ];
      expect(instruments['AAPL']).toMatchObject({ asset_class: 'equity', sector: 'technology', step: 100_000_000, ticks });
    } finally {
      await dataSource.destroy();
    }
  });

  it('leave what a person has said of a seeded symbol, in one more version of the configuration', async () => {
    const used = await scratchDatabase(false);
    const dataSource = await connect(used.url, 0);
    try {
      await migrate(dataSource);
      const at = MIGRATIONS.findIndex(({ name }) => name.startsWith('SeedInstruments'));
      for (const _ of MIGRATIONS.slice(at)) await dataSource.undoLastMigration({ transaction: 'each' });
      await dataSource.query(`
        INSERT INTO config_versions (version, config, actor, source, reason)
        SELECT 2, config || '{"version": 2, "instruments": {"TSLA": {"sector": "cars"}}}', 'a', 's', 'r' FROM config_versions`);
      await migrate(dataSource);
      const rows = await dataSource.query('SELECT version, config FROM config_versions ORDER BY version');
      expect(rows.map(({ version }: { version: number }) => version)).toEqual([1, 2, 3, 4]);
      expect(rows[0].config.instruments).toBeUndefined();
      expect(rows[2].config).toMatchObject({
        version: 3,
        instruments: { TSLA: { sector: 'cars' }, SPY: { sector: 'index-fund' } },
      });
      expect(rows[2].config.limits.warn_at_bps).toBeUndefined();
      expect(rows[3].config).toMatchObject({
        version: 4,
        limits: { warn_at_bps: 8000 },
        instruments: { TSLA: { sector: 'cars' } },
      });
      const told = await dataSource.query(`SELECT to_value FROM config_changes WHERE field = 'instruments.SPY.step'`);
      expect(told).toEqual([{ to_value: '1' }]);
    } finally {
      await dataSource.destroy();
      await used.drop();
    }
  });

  it.each(['risk_alerts', 'circuit_breaker_events', 'fills', 'config_versions', 'config_changes'])(
    'let nobody change or empty %s',
    async (table) => {
      const dataSource = await connect(database.url);
      try {
        await expect(dataSource.query(`DELETE FROM ${table}`)).rejects.toThrow('append only');
        await expect(dataSource.query(`TRUNCATE ${table} CASCADE`)).rejects.toThrow('append only');
      } finally {
        await dataSource.destroy();
      }
    },
  );
});

test('a log of version 1 that was not copied to its end stops the upgrade before it changes anything', async () => {
  const database = await scratchDatabase(false);
  const dataSource = await connect(database.url, 0);
  const redis = connectRedis(process.env['REDIS_URL'] ?? '', 'test');
  const upgrade = (redisUrl = process.env['REDIS_URL']) =>
    promisify(execFile)(process.execPath, ['dist/apps/worker/migrate.js'], {
      env: { ...process.env, DATABASE_URL: database.url, ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }) },
      timeout: 60_000,
    });
  const ours = () =>
    dataSource.query(`SELECT 1 FROM information_schema.columns WHERE table_name = 'relay_position' AND column_name = 'n'`);
  try {
    await untilReady(redis, 5000);
    const before = MIGRATIONS.findIndex(({ name }) => name.startsWith('GateLog'));
    await migrate(dataSource);
    for (const _ of MIGRATIONS.slice(before)) await dataSource.undoLastMigration({ transaction: 'each' });
    await redis.del('bw:log');
    await redis.xadd('bw:log', '1795599990000-3', 'event', '{}');
    await redis.xadd('bw:log', '1795599990000-4', 'event', '{}');
    await dataSource.query(`UPDATE relay_position SET last_id = '1795599990000-3'`);
    await expect(upgrade()).rejects.toThrow('version 1 up to 1795599990000-4, and PostgreSQL has it only up to 1795599990000-3');
    await expect(upgrade('')).rejects.toThrow('REDIS_URL is not set');
    expect(await ours()).toEqual([]);
    await dataSource.query(`UPDATE relay_position SET last_id = '1795599990000-4'`);
    expect((await upgrade()).stdout).toContain('up to date');
    expect(await ours()).toHaveLength(1);
  } finally {
    await redis.del('bw:log');
    redis.disconnect();
    await dataSource.destroy();
    await database.drop();
  }
}, 60_000);
