import type { DataSource } from 'typeorm';
import { PostgresAccountSource } from '#adapters/postgres/accounts.js';
import { PostgresConfigStore } from '#adapters/postgres/config-store.js';
import { agreeTo, askFor, contentOf, declineIt } from '#core/config/override-requests.js';
import type { RiskConfig } from '#core/model/limits.js';
import type { OverrideRequest } from '#core/model/override.js';
import { InvalidConfigChangeError } from '#core/ports/config-store.js';
import type { LiveBook } from '#core/ports/live-book.js';
import { usd } from '../factories/log-events.js';
import { connect, type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

describe('the config store', () => {
  let database: ScratchDatabase;
  let db: DataSource;
  let store: PostgresConfigStore;
  const origin = { actor: 'dev', reason: 'a test', source: 'api' };

  beforeEach(async () => {
    database = await scratchDatabase();
    db = await connect(database.url);
    store = new PostgresConfigStore(db);
  });
  afterEach(async () => {
    await db.destroy();
    await database.drop();
  });

  it('begins with version 1, the default limits and 25 symbols', async () => {
    const config = await store.current();
    expect(config.version).toBe(1);
    // The mission's and those that hold by default; every later one that a figure would set is off.
    const on = {
      ...{ max_open_orders: 1000, max_same_orders: 20, max_position_size: usd(10_000), max_order_size: usd(1000) },
      ...{ max_portfolio_concentration_bps: 2500, max_leverage_hundredths: 200, max_orders_per_second: 10 },
      ...{ max_orders_per_burst: 100, max_borrow_fee_bps: 1500, max_good_till_days: 90, max_stop_distance_bps: 5000 },
    };
    const set = Object.entries(config.limits).filter(([name, value]) => name.startsWith('max_') && value !== null);
    expect(Object.fromEntries(set)).toEqual(on);
    expect(config.limits).toMatchObject({
      ...{ daily_loss_limit: usd(5000), daily_loss_mode: 'halt', daily_loss_on_trip: 'cancel_opening_orders' },
      ...{ price_collar_through_bps: 1000, price_collar_min_width: usd(0.05), enabled: true },
    });
    expect(Object.keys(config.symbols)).toHaveLength(25);
    expect(config.symbols['TSLA']).toEqual({ max_position: usd(3000), max_concentration_bps: 1500 });
  });

  it('finds nothing to take over from the tables as they were seeded', async () => {
    expect((await store.adoptTableEdits()).version).toBe(1);
  });

  it('keeps a change as one more version, in the tables, and who changed what from what to what', async () => {
    const config = await store.change(
      { limits: { max_order_size: usd(1500.5), enabled: false }, symbols: { TSLA: { max_position: usd(5000) } } },
      origin,
    );
    expect(config).toMatchObject({ version: 2, limits: { max_order_size: usd(1500.5), enabled: false } });
    expect(await store.current()).toEqual(config);
    expect((await store.version(1))?.limits.max_order_size).toBe(usd(1000));
    expect(await db.query('SELECT max_order_size, enabled FROM risk_limits')).toEqual([
      { max_order_size: '1500.500000', enabled: false },
    ]);
    expect(await db.query(`SELECT max_position FROM position_limits WHERE symbol = 'TSLA'`)).toEqual([
      { max_position: '5000.000000' },
    ]);
    const changes = await store.changes(10);
    expect(changes.map(({ field, from, to }) => [field, from, to]).sort()).toEqual([
      ['disabled_until', null, expect.stringMatching(/^20\d\d-/)],
      ['enabled', 'true', 'false'],
      ['max_order_size', '1000.00', '1500.50'],
      ['position_limits.TSLA.max_position', '3000.00', '5000.00'],
    ]);
    expect(changes[0]).toMatchObject({ version: 2, ...origin });
  });

  it('makes no version of a change that changes nothing', async () => {
    expect((await store.change({ limits: { max_order_size: usd(1000) } }, origin)).version).toBe(1);
    expect(await store.changes(10)).toEqual([]);
  });

  it('numbers changes that are made at once one after the other and loses none', async () => {
    const symbols = Object.keys((await store.current()).symbols);
    await Promise.all(symbols.map((symbol) => store.change({ symbols: { [symbol]: { max_position: usd(1234) } } }, origin)));
    const config = await store.current();
    expect(config.version).toBe(26);
    expect(Object.values(config.symbols).every((own) => own.max_position === usd(1234))).toBe(true);
  });

  it('takes over what a person changed in the tables', async () => {
    await db.query('UPDATE risk_limits SET max_order_size = 2000');
    await db.query(`UPDATE position_limits SET max_concentration_pct = 12.5 WHERE symbol = 'SPY'`);
    const config = await store.adoptTableEdits();
    expect(config).toMatchObject({ version: 2, limits: { max_order_size: usd(2000) } });
    expect(config.symbols['SPY']?.max_concentration_bps).toBe(1250);
    expect((await store.changes(1))[0]).toMatchObject({ actor: 'database', source: 'database' });
    expect((await store.adoptTableEdits()).version).toBe(2);
  });

  it('keeps limits that have no column in limit_values, and takes over what a person changed there', async () => {
    const rows = () =>
      db.query(
        `SELECT name, value::text FROM limit_values WHERE symbol = '' AND name ~ '^(daily|max_messages|message|price)' ORDER BY name`,
      );
    expect((await store.adoptTableEdits()).version).toBe(1);
    expect(await rows()).toEqual([
      { name: 'daily_loss_mode', value: 'halt' },
      { name: 'daily_loss_on_trip', value: 'cancel_opening_orders' },
      { name: 'max_messages', value: null },
      { name: 'message_window_seconds', value: '1' },
      { name: 'price_collar_away_pct', value: null },
      { name: 'price_collar_min_width', value: '0.05' },
      { name: 'price_collar_through_pct', value: '10.00' },
    ]);
    await store.change({ limits: { price_collar_through_bps: null, price_collar_away_bps: 4000 } }, origin);
    expect((await store.changes(10)).map(({ field, from, to }) => [field, from, to]).sort()).toEqual([
      ['price_collar_away_pct', 'off', '40.00'],
      ['price_collar_through_pct', '10.00', 'off'],
    ]);
    expect((await store.adoptTableEdits()).version).toBe(2);
    await db.query(`UPDATE limit_values SET value = 7.5 WHERE name = 'price_collar_through_pct'`);
    const edited = await store.adoptTableEdits();
    expect(edited).toMatchObject({ version: 3, limits: { price_collar_through_bps: 750, price_collar_away_bps: 4000 } });
  });

  it('(12.4) keeps a choice as its word, takes over one that a person wrote, and refuses a word that is none', async () => {
    await store.adoptTableEdits();
    await store.change({ limits: { daily_loss_mode: 'reduce_only' } }, origin);
    expect((await store.changes(1)).map(({ field, from, to }) => [field, from, to])).toEqual([
      ['daily_loss_mode', 'halt', 'reduce_only'],
    ]);
    await db.query(`UPDATE limit_values SET value = 'leave_orders' WHERE name = 'daily_loss_on_trip'`);
    expect(await store.adoptTableEdits()).toMatchObject({
      limits: { daily_loss_mode: 'reduce_only', daily_loss_on_trip: 'leave_orders' },
    });
    await db.query(`UPDATE limit_values SET value = 'half' WHERE name = 'daily_loss_mode'`);
    await expect(store.adoptTableEdits()).rejects.toMatchObject({
      place: 'daily_loss_mode',
      message: 'must be one of halt, reduce_only',
    });
  });

  it('keeps limits of scopes in limit_values, takes them away again, and takes over what a person wrote there', async () => {
    const scopes = { 'account:default': { max_order_size: usd(2000) }, 'strategy:t1': { max_gross_exposure: usd(5) } };
    const config = await store.change({ scoped: scopes }, origin);
    expect(config.scoped).toEqual(scopes);
    expect(await store.current()).toEqual(config);
    const rows = () => db.query(`SELECT scope, name, value FROM limit_values WHERE scope <> '' ORDER BY scope`);
    expect(await rows()).toEqual([
      { scope: 'account:default', name: 'max_order_size', value: '2000.00' },
      { scope: 'strategy:t1', name: 'max_gross_exposure', value: '5.00' },
    ]);
    expect((await store.adoptTableEdits()).version).toBe(2);
    await db.query(`UPDATE limit_values SET value = '7' WHERE scope = 'strategy:t1'`);
    expect((await store.adoptTableEdits()).scoped['strategy:t1']).toEqual({ max_gross_exposure: usd(7) });
    const without = await store.change({ scoped: { 'strategy:t1': { max_gross_exposure: undefined } } }, origin);
    expect(without.scoped).toEqual({ 'account:default': { max_order_size: usd(2000) } });
    expect(await rows()).toHaveLength(1);
    expect((await store.changes(1))[0]).toMatchObject({ field: 'strategy:t1.max_gross_exposure', from: '7.00', to: null });
  });

  it('keeps the defaults of a broker by account, in no table of limits, and takes them away again', async () => {
    const byBroker = { 'desk-1': { self_trade: 'venue' }, 'desk-2': { self_trade: 'venue' } };
    const config = await store.change({ broker_defaults: byBroker }, origin);
    expect(config.broker_defaults).toEqual(byBroker);
    expect(await store.current()).toEqual(config);
    expect((await store.adoptTableEdits()).version).toBe(config.version);
    expect(await store.changes(2)).toMatchObject([
      { field: 'broker_defaults.desk-2.self_trade', from: null, to: 'venue' },
      { field: 'broker_defaults.desk-1.self_trade', from: null, to: 'venue' },
    ]);
    const one = await store.change({ broker_defaults: { 'desk-2': null } }, origin);
    expect(one.broker_defaults).toEqual({ 'desk-1': { self_trade: 'venue' } });
    expect('broker_defaults' in (await store.change({ broker_defaults: { 'desk-1': null } }, origin))).toBe(false);
    const bad = store.change({ broker_defaults: { 'desk-1': { self_trade: 'sometimes' } } }, origin);
    await expect(bad).rejects.toMatchObject({ place: 'broker_defaults.desk-1.self_trade' });
  });

  it('refuses a limit at a scope that is none, or where it cannot be set, and changes nothing', async () => {
    const set = (scope: string, limit: string, value: number) =>
      store.change({ scoped: { [scope]: { [limit]: value } } }, origin);
    await expect(set('acount:default', 'max_order_size', usd(1))).rejects.toMatchObject({ place: 'acount:default' });
    await expect(set('symbol:NONE', 'max_order_size', usd(1))).rejects.toThrow('NONE is not a symbol that may be traded');
    await expect(set('user:u1', 'drawdown_all_time_bps', 5)).rejects.toThrow(
      'cannot be set at user; it can be set at account, firm, strategy',
    );
    await expect(set('firm', 'max_order_size', -1)).rejects.toMatchObject({ place: 'firm.max_order_size' });
    expect((await store.current()).version).toBe(1);
  });

  it('refuses a row of limit_values that names no limit, and one that is off and may not be', async () => {
    await db.query(`INSERT INTO limit_values (name, value) VALUES ('price_colar', 5)`);
    await expect(store.adoptTableEdits()).rejects.toThrow(InvalidConfigChangeError);
    await db.query(`DELETE FROM limit_values WHERE name = 'price_colar'`);
    await db.query(`UPDATE limit_values SET value = NULL WHERE name = 'price_collar_min_width'`);
    await expect(store.adoptTableEdits()).rejects.toMatchObject({ place: 'price_collar_min_width' });
  });

  it('opens accounts that were added by SQL, and none whose name could not stand in a line of the log', async () => {
    await db.query(`INSERT INTO accounts (account, initial_cash, cash) VALUES ('desk-2', 5, 5), ('two words', 5, 5)`);
    const opened: string[] = [];
    const book = { accounts: async () => ['default'], openAccount: async (account: string) => void opened.push(account) };
    const accounts = new PostgresAccountSource(db, book as unknown as LiveBook);
    await accounts.openNew();
    expect(opened).toEqual(['desk-2']);
    await expect(accounts.requireNames()).rejects.toMatchObject({
      place: 'accounts',
      message: expect.stringContaining('two words'),
    });
    await db.query(`DELETE FROM accounts WHERE account = 'two words'`);
    await accounts.requireNames();
  });

  it('refuses half the limits of a new symbol and takes both', async () => {
    await expect(store.change({ symbols: { ORCL: { max_position: usd(1) } } }, origin)).rejects.toThrow(InvalidConfigChangeError);
    const config = await store.change({ symbols: { ORCL: { max_position: usd(1), max_concentration_bps: 100 } } }, origin);
    expect(config.symbols['ORCL']).toEqual({ max_position: usd(1), max_concentration_bps: 100 });
  });

  it('keeps a rule set to the letter', async () => {
    const document = '{"b": 1,  "a": [1.0]}';
    await store.storeRuleSet('abc', document);
    await store.storeRuleSet('abc', document);
    expect(await store.ruleSet('abc')).toBe(document);
    expect(await store.ruleSet('other')).toBeNull();
    expect((await store.change({ rules_hash: 'abc' }, origin)).rules_hash).toBe('abc');
  });

  describe('an override of the firm', () => {
    const asked = {
      ...{ id: 'ovr_1', name: 'block', scope: 'firm', codes: ['ORDER_SIZE_EXCEEDED'], max_notional: usd(2500), uses: 2 },
      ...{ minutes: 120, reason: 'a block', by: 'ann' },
    };
    const nowUs = () => Date.now() * 1000;
    const ask = () =>
      store.change((newest) => askFor(newest, asked, nowUs()), { ...origin, actor: 'user:ann', reason: 'a block' });
    const agree = (by: string, hash: string, through = store) =>
      through.change((newest) => agreeTo(newest, 'ovr_1', hash, { by, at_us: nowUs() }), { ...origin, actor: `user:${by}` });
    const hashOf = ({ override_requests = {} }: RiskConfig) => contentOf('ovr_1', override_requests['ovr_1'] as OverrideRequest);

    it('is made once when ten agree at once, some of them through another process', async () => {
      const hash = hashOf(await ask());
      const other = await connect(database.url);
      try {
        const stores = [store, new PostgresConfigStore(other)];
        const tries = Array.from({ length: 10 }, (_, i) => agree(`second${i}`, hash, stores[i % 2]));
        const outcomes = await Promise.allSettled(tries);
        const refused = outcomes.filter(({ status }) => status === 'rejected');
        expect(refused).toHaveLength(9);
        for (const one of refused) expect(one).toMatchObject({ reason: { code: 'OVERRIDE_REQUEST_ENDED' } });
      } finally {
        await other.destroy();
      }
      const { version, overrides, override_requests } = await store.current();
      expect(version).toBe(3);
      const second = overrides['block']?.agreed_by;
      expect(overrides).toEqual({
        block: expect.objectContaining({ made_by: 'ann', agreed_by: expect.stringMatching(/^second/) }),
      });
      expect(override_requests?.['ovr_1']?.ended).toMatchObject({ how: 'agreed', by: second });
      const [made] = (await store.changes(10)).filter(({ field }) => field === 'overrides.block');
      expect(made).toMatchObject({ from: null, version: 3, actor: `user:${second}` });
      expect(made?.to).toMatch(
        new RegExp(`^ORDER_SIZE_EXCEEDED of firm up to 2500.00, 2 uses until .*, by ann, agreed to by ${second}: a block$`),
      );
    });

    it('is not half made: what cannot be kept changes neither the override nor the request', async () => {
      const hash = hashOf(await ask());
      const failing = store.change(
        (newest) => ({
          ...agreeTo(newest, 'ovr_1', hash, { by: 'bob', at_us: nowUs() }),
          limits: { max_order_size: null as never },
        }),
        origin,
      );
      await expect(failing).rejects.toThrow(InvalidConfigChangeError);
      const { overrides, override_requests } = await store.current();
      expect([overrides, override_requests?.['ovr_1']?.ended]).toEqual([{}, undefined]);
    });

    it('cannot be stored by one person, by whatever way it comes', async () => {
      const from_us = nowUs();
      const one = {
        ...{ scope: 'firm', codes: ['ORDER_SIZE_EXCEEDED'], max_notional: usd(2500), uses: 2, reason: 'a block' },
        ...{ from_us, until_us: from_us + 60_000_000, made_by: 'ann' },
      };
      for (const entry of [one, { ...one, agreed_by: 'ann' }, { ...one, made_by: 'dev', agreed_by: 'dev' }])
        await expect(store.change({ overrides: { block: entry } }, origin)).rejects.toThrow('takes two persons');
      expect((await store.current()).version).toBe(1);
    });

    it('that is asked for, declined and asked for anew is in the history and the audit each time, with who and what', async () => {
      await ask();
      await store.change((newest) => declineIt(newest, 'ovr_1', 'too large', { by: 'bob', at_us: nowUs() }), {
        ...{ ...origin, actor: 'user:bob', reason: 'too large' },
      });
      const changes = (await store.changes(10)).filter(({ field }) => field === 'override_requests.ovr_1');
      const content = 'block: ORDER_SIZE_EXCEEDED of firm up to 2500.00, 2 uses until [^;]*, asked by ann: a block';
      expect(changes[0]?.to).toMatch(new RegExp(`^${content}; declined by bob$`));
      expect(changes[1]?.to).toMatch(new RegExp(`^${content}; waits until `));
      const acts = await db.query<{ act: { actor: { id: string }; reason: string; after: object } }[]>(
        `SELECT act FROM audit_outbox WHERE act->>'action' = 'config.changed' ORDER BY id`,
      );
      expect(acts.map(({ act }) => [act.actor.id, act.reason])).toEqual([
        ['user:ann', 'a block'],
        ['user:bob', 'too large'],
      ]);
    });
  });
});
