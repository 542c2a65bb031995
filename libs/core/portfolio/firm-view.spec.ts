import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { firmView, sortedRows } from './firm-view.js';

function threeAccounts(): GateWorld {
  const world = GateWorld.open({ max_order_size: dollars(10_000) });
  for (const [account, cash] of [
    ['big', 500_000],
    ['small', 2000],
  ] as const)
    world.ask({ kind: 'open_account', account, cash: dollars(cash), day: '2026-11-25' });
  world.quote('AAPL', 100, 100);
  const bought = world.working({ account: 'big', quantity: units(50) });
  world.fill(bought, 50, 100);
  world.quote('AAPL', 110, 110);
  world.submit({ account: 'small', quantity: units(4), price: dollars(110) });
  return world;
}

test('each account has its figures, what stops it, and the limit that is nearest; the firm has the sums', () => {
  const world = threeAccounts();
  world.ask({
    ...{ kind: 'trip', scope: 'account:small', mode: 'reduce_only', actor: 'me', reason: 'x', source: 'api' },
    ...{ expires_in_ms: null, cancel_orders: false },
  });
  const { firm, accounts } = firmView(world.state);
  const of = (name: string) => accounts.find(({ account }) => account === name);
  expect(of('big')).toMatchObject({
    equity: dollars(500_500),
    total_pnl: dollars(500),
    gross_exposure: dollars(5500),
    breaker: 'none',
  });
  expect(of('big')?.nearest).toMatchObject({
    limit_name: 'max_position_size',
    symbol: 'AAPL',
    used: 5500,
    limit: 10_000,
    share: 0.55,
  });
  // 440 of 2,000 is 22 % in one symbol, of 25 %.
  expect(of('small')).toMatchObject({ open_orders: 1, breaker: 'reduce_only', leverage: 0.22 });
  expect(of('small')?.nearest).toMatchObject({ limit_name: 'max_portfolio_concentration', share: 0.88 });
  expect(of('default')).toMatchObject({ open_orders: 0, nearest: null, locked: false });
  expect(firm).toMatchObject({
    equity: dollars(602_500),
    total_pnl: dollars(500),
    gross_exposure: dollars(5940),
    open_orders: 1,
  });
  expect(firm?.nearest).toBeNull();
});

test('the firm is nearest to its own limits, not to those of strategies or accounts; a halt of the firm stops all', () => {
  const world = threeAccounts();
  world.change({ scoped: { firm: { max_gross_exposure: dollars(10_000) }, 'strategy:t1': { max_open_orders: 0 } } });
  world.ask({
    ...{ kind: 'trip', scope: 'firm', mode: 'halt', actor: 'me', reason: 'x', source: 'api' },
    ...{ expires_in_ms: null, cancel_orders: false },
  });
  const { firm, accounts } = firmView(world.state);
  expect(firm?.nearest).toMatchObject({ scope: 'firm', limit_name: 'max_gross_exposure', share: 0.594 });
  expect(accounts.map(({ breaker }) => breaker)).toEqual(['halt', 'halt', 'halt']);
});

test('rows are sorted by any figure, either way, equal ones by name', () => {
  const { accounts } = firmView(threeAccounts().state);
  const names = (...of: [Parameters<typeof sortedRows>[1], boolean]) => sortedRows(accounts, ...of).map(({ account }) => account);
  expect(names('equity', true)).toEqual(['big', 'default', 'small']);
  expect(names('equity', false)).toEqual(['small', 'default', 'big']);
  expect(names('nearest', true)).toEqual(['small', 'big', 'default']);
  expect(names('breaker', true)).toEqual(['big', 'default', 'small']);
  expect(names('account', false)).toEqual(['big', 'default', 'small']);
});
