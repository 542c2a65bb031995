/** Accounts side by side, limits at their levels, instruments, the restricted list, overrides, channels and acknowledgement: by keyboard and by pointer. */
import type { Page } from 'playwright-core';
import { readSeal } from '#adapters/config/secret-key.js';
import { acknowledgeToken } from '#core/notify/acknowledge-link.js';
import { until } from '#test/processes.js';
import { fillTicket, type Screens, startScreens } from './screens.js';
import { violations } from './violations.js';

/** For a person who wants to look: both themes, and a small screen. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['BREAKWATER_PICTURES'];
  if (!folder) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: null });
  const size = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${folder}/${name}-small.png`, fullPage: true });
  if (size) await page.setViewportSize(size);
}

let screens: Screens;
beforeAll(async () => {
  screens = await startScreens();
  const opened = await screens.call('POST', '/api/accounts', { account: 'a2', cash: '50000.00', reason: 'test', locked: false });
  if (opened.status !== 201) throw new Error(JSON.stringify(opened.body));
});
afterAll(() => screens?.stop());

test('the account that is chosen in the firm’s table is the one that all pages are about, also after a reload', async () => {
  const order = {
    ...{
      client_order_id: `levels-${process.pid}`,
      account: 'a2',
      symbol: 'KO',
      side: 'BUY',
      quantity: 10,
      price: 62,
      order_type: 'LIMIT',
    },
  };
  await until('the order is let through', 10_000, async () => (await screens.call('POST', '/api/order', order)).status === 201);
  const { page, complaints } = await screens.open('/firm');
  const table = page.getByRole('table', { name: 'Accounts of the firm' });
  // The nearest limit first: of a2's own 50,000 dollars one symbol may be a quarter.
  await table.getByRole('row').nth(1).getByText('a2').waitFor();
  await page.getByText('Equity').first().waitFor();
  await page.getByLabel('Search an account').fill('defau');
  await page.getByText('1 of 1 loaded').waitFor();
  await page.getByLabel('Search an account').fill('');
  await table.getByRole('button', { name: 'Equity' }).click();
  await table.getByRole('row').nth(1).getByText('default').waitFor();
  await table.getByRole('button', { name: 'Equity' }).click();
  await table.getByRole('row').nth(1).getByText('a2').waitFor();
  await table.getByRole('button', { name: 'Open account a2 on the trading page' }).click();
  await page.getByRole('heading', { name: 'Trading' }).waitFor();
  await page.reload();
  expect(await page.getByRole('combobox', { name: 'Account' }).inputValue()).toBe('a2');
  await page.getByRole('group', { name: 'How much of each limit is used' }).getByText('Position, own limit (KO)').waitFor();
  expect(complaints).toEqual([]);

  await page.keyboard.press('F9');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What is stopped').selectOption('strategy');
  await dialog.getByLabel('Strategy').fill('t1');
  await dialog.getByRole('button', { name: /^Halt strategy t1 and cancel its orders/ }).waitFor();
  await dialog.getByLabel('What is stopped').selectOption('account');
  await dialog.getByRole('button', { name: /^Halt account a2/ }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.context().close();
});

test('a limit of an account replaces the inherited one, the firm’s holds beside, and the strictest is marked', async () => {
  const { page } = await screens.open('/limits');
  await page.getByLabel('Limits of', { exact: true }).selectOption('account');
  const panel = page.locator('section', { has: page.getByRole('heading', { name: 'Limits of account:default' }) });
  await panel.getByText('inherited from each account').first().waitFor();
  const form = page.getByRole('form', { name: 'Set a limit of account:default' });
  await form.getByLabel('Limit', { exact: true }).selectOption('max_position_size');
  await form.getByLabel('Value in dollars').fill('minus one');
  await form.getByText('Must be a number, or off').waitFor();
  await form.getByLabel('Value in dollars').fill('8000');
  await page.keyboard.press('Enter');
  await panel.getByRole('button', { name: 'Remove Position in one symbol of account:default' }).waitFor();
  expect(await violations(page)).toEqual([]);

  await page.getByLabel('Limits of', { exact: true }).selectOption('firm');
  await page.getByLabel('Part').selectOption('symbol');
  await page.getByText('Say whose limits, or in what, to see and set them').waitFor();
  await page.getByLabel('Symbol', { exact: true }).first().fill('ko');
  const firm = page.getByRole('form', { name: 'Set a limit of firm/symbol:KO' });
  await firm.getByLabel('Limit', { exact: true }).selectOption('max_position_size');
  await firm.getByLabel('Value in dollars').fill('900');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Remove Position in one symbol of firm/symbol:KO' }).waitFor();

  const effective = page.locator('section', { has: page.getByRole('heading', { name: 'What holds for an order' }) });
  await effective.getByLabel('Symbol').fill('KO');
  const row = effective.getByRole('row', { name: /^Position in one symbol \$900\.00 strictest firm\/symbol:KO/ });
  await row.waitFor();
  await effective.getByRole('row', { name: /^Position in one symbol \$8,000\.00 account:default \(own\)/ }).waitFor();
  await page.getByRole('button', { name: 'Remove Position in one symbol of firm/symbol:KO' }).click();
  await row.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Change the limits of WMT' }).click();
  const dialog = page.getByRole('dialog');
  const before = await dialog.getByLabel('Position').first().inputValue();
  await dialog.getByLabel('Position').first().fill('20000');
  await dialog.getByRole('button', { name: 'Put in force' }).click();
  await page.getByText('max_position of symbol:WMT is 20000, above max_position_size of each account').waitFor();
  await screens.call('PUT', '/api/risk/position-limits/WMT', { max_position: Number(before) });
  await page.context().close();
});

test('instruments are changed and imported, every fault by its line; entries and overrides are made, changed and taken away', async () => {
  const { page } = await screens.open('/instruments');
  await page.getByRole('button', { name: 'Change AAPL' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Step').fill('nothing');
  await dialog.getByRole('button', { name: 'Put in force' }).isDisabled();
  await dialog.getByLabel('Step').fill('1');
  await dialog.getByLabel('Sector').fill('gadgets');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: 'Instruments' }).getByText('gadgets').waitFor();

  const csv = page.getByRole('form', { name: 'Import from CSV' });
  await csv.getByLabel('Lines').fill('symbol,step,sector\nAAPL,1,tech\nKO,-1,Drinks !');
  await csv.getByRole('button', { name: 'Import' }).click();
  const faults = csv.getByRole('list', { name: 'Faults of the file' });
  await faults.getByText('line 3, step').waitFor();
  await faults.getByText('line 3, sector').waitFor();
  await csv.getByLabel('Lines').fill('symbol,step,sector\nKO,1,drinks');
  await csv.getByRole('button', { name: 'Import' }).click();
  await page.getByRole('table', { name: 'Instruments' }).getByText('drinks').waitFor();

  const entry = page.getByRole('form', { name: 'An entry of the restricted list' });
  await entry.getByRole('button', { name: 'Restrict' }).click();
  await entry.getByText('1 to 32 of a-z, 0-9, _ and -').waitFor();
  await entry.getByLabel('Name of the entry').fill('merger');
  await entry.getByLabel('Symbol').fill('msft');
  await entry.getByLabel('Reason').fill('a merger');
  await page.keyboard.press('Enter');
  const list = page.getByRole('list', { name: 'Restricted list' });
  await list.getByText('in force').waitFor();
  expect(await violations(page)).toEqual([]);
  const refused = await screens.call('POST', '/api/order/check', {
    ...{ client_order_id: 'x', symbol: 'MSFT', side: 'BUY', quantity: 1, price: 410, order_type: 'LIMIT' },
  });
  expect(JSON.stringify(refused.body)).toContain('INSTRUMENT_RESTRICTED');
  await list.getByRole('button', { name: 'Take away merger' }).click();
  await page.getByText('Nothing is restricted.').waitFor();

  await page.goto(`${screens.url}/overrides`);
  const make = page.getByRole('form', { name: 'Make an override' });
  await make.getByRole('button', { name: 'Let these orders pass' }).click();
  await make.getByText('Choose at least one reason').waitFor();
  await make.getByLabel('Name').fill('block');
  await make.getByLabel('Orders up to').fill('2500');
  await make.getByLabel('Reasons that it lets pass').first().click();
  await page.getByRole('option', { name: 'Order size exceeded', exact: true }).click();
  await make.getByRole('textbox', { name: 'Reason', exact: true }).fill('for a client');
  await page.keyboard.press('Enter');
  const made = page.getByRole('list', { name: 'Overrides' });
  await made.getByText('used 0 of 1').waitFor();
  expect(await violations(page)).toEqual([]);
  await made.getByRole('button', { name: 'Take away block' }).click();
  await page.getByText('No override').waitFor();
  await page.context().close();
});

test('what a user may trade, allow lists, limits that only warn and locates are set, hold for the next order, and are taken away', async () => {
  const check = async (order: object) =>
    JSON.stringify(
      (
        await screens.call('POST', '/api/order/check', {
          ...{ client_order_id: 'x', symbol: 'KO', side: 'BUY', quantity: 1, price: 62, order_type: 'LIMIT', ...order },
        })
      ).body,
    );
  const { page, complaints } = await screens.open('/firm');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Permissions' }).click();
  const may = page.getByRole('form', { name: 'What a user may trade' });
  await may.getByLabel('User').fill('no body');
  await page.keyboard.press('Enter');
  await may.getByText('must be 1 to 64 of').waitFor();
  await may.getByLabel('User').fill('dev');
  await may.getByLabel('Symbols').fill('ko, zzzz');
  await page.keyboard.press('Enter');
  await may.getByText('ZZZZ is not a symbol that may be traded').waitFor();
  expect(await violations(page)).toEqual([]);
  await may.getByLabel('Symbols').fill('ko');
  await may.getByLabel('May sell short').uncheck();
  await may.getByLabel('Symbols').press('Enter');
  const users = page.getByRole('list', { name: 'Users with a list' });
  await users.getByText('Symbols: KO').waitFor();
  await users.getByText('no short sales').waitFor();
  expect(await check({ symbol: 'MSFT', price: 410 })).toContain('USER_NOT_PERMITTED');
  await users.getByRole('button', { name: 'Change dev' }).click();
  expect(await may.getByLabel('Symbols').inputValue()).toBe('KO');
  expect(await may.getByLabel('May sell short').isChecked()).toBe(false);
  await users.getByRole('button', { name: 'Take away dev' }).click();
  await page.getByText('Nobody has a list').waitFor();
  expect(await check({ symbol: 'MSFT', price: 410 })).not.toContain('USER_NOT_PERMITTED');

  const list = page.getByRole('form', { name: 'An allow list' });
  await list.getByLabel('Where').fill('everywhere');
  await list.getByRole('button', { name: 'Allow only these' }).click();
  await list.getByText('must be firm, account:<id>').waitFor();
  await list.getByLabel('Where').fill('account:default');
  await list.getByLabel('Symbols that may be traded').fill('aapl msft');
  await list.getByRole('button', { name: 'Allow only these' }).press('Enter');
  const allowed = page.getByRole('list', { name: 'Allow lists' });
  await allowed.getByText('AAPL, MSFT').waitFor();
  expect(await check({})).toContain('INSTRUMENT_NOT_ALLOWED');
  expect(await violations(page)).toEqual([]);
  await allowed.getByRole('button', { name: 'Take away account:default' }).click();
  await page.getByText('No list: every symbol').waitFor();
  await picture(page, 'permissions');

  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Overrides' }).click();
  const soft = page.getByRole('form', { name: 'A limit that only warns' });
  await soft.getByRole('button', { name: 'Only warn' }).click();
  await soft.getByText('Say why').waitFor();
  await soft.getByLabel('Name').fill('trial');
  await soft.getByRole('combobox', { name: 'Reason code that only warns' }).click();
  await page.getByRole('option', { name: 'Order size exceeded', exact: true }).click();
  await soft.getByRole('textbox', { name: 'Reason', exact: true }).fill('on trial');
  await page.keyboard.press('Enter');
  const warns = page.getByRole('list', { name: 'Limits that only warn' });
  await warns.getByText('at each account').waitFor();
  expect(await check({ quantity: 20 })).toContain('"accepted":true');
  expect(await violations(page)).toEqual([]);
  await picture(page, 'overrides');
  await warns.getByRole('button', { name: 'Take away trial' }).click();
  await page.getByText('Every limit that is broken refuses.').waitFor();

  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Instruments' }).click();
  const locate = page.getByRole('form', { name: 'Book a locate' });
  await locate.getByLabel('Quantity').fill('0');
  await page.keyboard.press('Enter');
  await locate.getByText('Say why').waitFor();
  await locate.getByLabel('Symbol').fill('ko');
  await locate.getByLabel('Quantity').fill('500');
  await locate.getByLabel('Lender').fill('Prime One');
  await locate.getByLabel('Reason').fill('by telephone');
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: /^default KO .* 500 0 500$/ }).waitFor();
  await locate.getByLabel('For the whole firm').check();
  await locate.getByLabel('Symbol').fill('ko');
  await locate.getByLabel('Quantity').fill('900');
  await locate.getByLabel('Lender').fill('Prime One');
  await locate.getByLabel('Reason').fill('for everybody');
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: /^The whole firm KO .* 900 0 900$/ }).waitFor();
  expect(await violations(page)).toEqual([]);
  await picture(page, 'instruments');
  expect(complaints.filter((text) => !/status of 40[034]/.test(text))).toEqual([]);
  await page.context().close();
});

test('a halt, a lock, and programs that must be heard: seen, begun and ended with a reason, and told on the order form', async () => {
  await screens.call('POST', '/api/heartbeat', { scope: 'account:a2', timeout_seconds: 300 });
  await screens.call('POST', '/api/sessions', { account: 'a2', silent_seconds: 300 });
  const { page, complaints } = await screens.open('/rules');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Halts' }).click();
  await page.getByRole('row', { name: /^account a2 dev 300 s/ }).waitFor();
  await page.getByRole('row', { name: /^a2 dev 300 s \+ 5 s 0 all but GTC and GTD/ }).waitFor();
  const form = page.getByRole('form', { name: 'Halt trading' });
  await form.getByLabel('Until').fill('2020-01-01T10:00');
  await form.getByRole('button', { name: 'Halt' }).click();
  for (const fault of ['Say which symbol', 'Say why', 'Is over already']) await form.getByText(fault).waitFor();
  expect(await violations(page)).toEqual([]);
  await form.getByLabel('Until').fill('');
  await form.getByLabel('Symbol').fill('ko');
  await form.getByLabel('Reason').fill('news pending');
  await page.keyboard.press('Enter');
  const halts = page.getByRole('list', { name: 'Halts of the exchange' });
  await halts.getByText('symbol KO').waitFor();
  await halts.getByText(/by dev since .*, until it is ended/).waitFor();

  const lock = page.getByRole('form', { name: 'Lock' });
  await lock.getByLabel('What is locked').selectOption('user');
  await lock.getByRole('button', { name: 'Lock' }).click();
  await lock.getByText('Say which user').waitFor();
  await lock.getByLabel('User').fill('ann');
  await lock.getByLabel('Reason').fill('on leave');
  await page.keyboard.press('Enter');
  const locks = page.getByRole('list', { name: 'Locks' });
  await locks.getByText('user ann').waitFor();
  await picture(page, 'halts');
  await locks.getByRole('button', { name: 'Arm user ann' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Arm' }).click();
  await page.getByText('Say why it is armed').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('dialog').getByLabel('Reason').fill('is back');
  await page.getByRole('dialog').getByRole('button', { name: 'Arm' }).click();
  await page.getByText('Nothing is locked.').waitFor();

  await page.getByRole('link', { name: 'Trading', exact: true }).click();
  await fillTicket(page, { symbol: 'KO', quantity: '1', price: '62' });
  const ticket = page.getByRole('form', { name: 'Order form' });
  await ticket.getByText('Halted: symbol KO').waitFor();
  await ticket.getByText('Would be refused').waitFor();
  await picture(page, 'ticket-halted');

  await page.getByRole('link', { name: 'Halts' }).click();
  await halts.getByRole('button', { name: 'End symbol KO' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('news is out');
  await page.getByRole('dialog').getByRole('button', { name: 'End the halt' }).click();
  await page.getByText('Nothing is halted.').waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('an account is opened, armed, made a cash account and given cash; a strategy is declared, changed and ended', async () => {
  const { page, complaints } = await screens.open('/firm');
  const open = page.getByRole('form', { name: 'Open an account' });
  await open.getByLabel('Account', { exact: true }).fill('Not A Name');
  await page.keyboard.press('Enter');
  await open.getByText('Enter an amount').waitFor();
  await open.getByText('Say why').waitFor();
  await open.getByLabel('Account', { exact: true }).fill('desk-9');
  await open.getByLabel('Cash').fill('25,000.50');
  await open.getByLabel('Reason').fill('a new desk');
  await page.keyboard.press('Enter');
  const row = page.getByRole('table', { name: 'Accounts of the firm' }).getByRole('row', { name: /desk-9/ });
  await row.getByText('Locked').waitFor();
  await picture(page, 'firm');
  await row.getByRole('button', { name: 'Manage account desk-9' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('$25,000.50').first().waitFor();
  await dialog.getByRole('form', { name: 'Arm desk-9' }).getByLabel('Reason').fill('reviewed');
  await page.keyboard.press('Enter');
  await dialog.getByRole('form', { name: 'Lock desk-9' }).waitFor();
  const kind = dialog.getByRole('form', { name: 'Kind of desk-9' });
  await kind.getByLabel('Kind of account').selectOption('cash');
  await kind.getByLabel('Reason').fill('no credit');
  await page.keyboard.press('Enter');
  await dialog.getByText('its own').waitFor();
  const cash = dialog.getByRole('form', { name: 'Move cash of desk-9' });
  await cash.getByLabel('What it is').selectOption('WITHDRAWAL');
  await cash.getByLabel('Reason').fill('wire 4711');
  await page.keyboard.press('Enter');
  await cash.getByText('Enter an amount').waitFor();
  await cash.getByLabel('Amount').fill('90000');
  await page.keyboard.press('Enter');
  await cash.getByText('No cash was moved').waitFor();
  expect(await violations(page)).toEqual([]);
  await picture(page, 'account');
  await cash.getByLabel('Amount').fill('5000.50');
  await page.keyboard.press('Enter');
  await dialog.getByText('$20,000.00').first().waitFor();
  await page.keyboard.press('Escape');

  await page.getByRole('link', { name: 'Strategies' }).click();
  const form = page.getByRole('form', { name: 'A strategy' });
  await form.getByLabel('Strategy').fill('No Name');
  await page.keyboard.press('Enter');
  await form.getByText('1 to 32 of a-z').waitFor();
  await form.getByLabel('Strategy').fill('carry');
  await form.getByLabel('Accounts').fill('desk-9');
  await form.getByLabel('Symbols').fill('ko zzzz');
  await page.keyboard.press('Enter');
  await form.getByText('ZZZZ is not a symbol that may be traded').waitFor();
  await form.getByLabel('Symbols').fill('none');
  await page.keyboard.press('Enter');
  const list = page.getByRole('list', { name: 'Strategies' });
  await list.getByText('In desk-9; no symbol').waitFor();
  await list.getByRole('button', { name: 'Change carry' }).click();
  expect(await form.getByLabel('Symbols').inputValue()).toBe('none');
  await form.getByLabel('Symbols').fill('ko');
  await form.getByLabel('Capital').fill('much');
  await form.getByRole('button', { name: 'Change the strategy' }).click();
  await form.getByText('must be a decimal number').waitFor();
  await form.getByLabel('Capital').fill('250,000.50');
  await form.getByRole('button', { name: 'Change the strategy' }).click();
  await list.getByText('In desk-9; KO').waitFor();
  await list.getByText('Capital $250,000.50').waitFor();
  await list.getByRole('button', { name: 'Change carry' }).click();
  expect(await form.getByLabel('Capital').inputValue()).toBe('250000.5');
  await form.getByRole('button', { name: 'Clear' }).click();
  expect(await violations(page)).toEqual([]);
  await picture(page, 'strategies');
  await page.getByRole('link', { name: 'Trading', exact: true }).click();
  await page.getByRole('form', { name: 'Order form' }).getByRole('combobox', { name: 'Strategy' }).click();
  await page.getByRole('option', { name: 'carry' }).click();
  await fillTicket(page, { symbol: 'KO', quantity: '1', price: '62' });
  await page.getByText('Would be refused').waitFor();
  await page.getByRole('link', { name: 'Strategies' }).click();
  await list.getByRole('button', { name: 'End carry' }).click();
  await page.getByRole('dialog').getByText('after it an order may name any strategy').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'End the strategy' }).click();
  await page.getByText('None is declared').waitFor();
  expect(complaints.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
  await page.context().close();
});

test('a window of the day is set where it belongs, a split is booked, and a list of orders is let through all or none', async () => {
  const { page, complaints } = await screens.open('/limits');
  await page.getByText('No window: the same limits hold all day.').waitFor();
  await page.getByLabel('Limits of', { exact: true }).selectOption('account');
  const form = page.getByRole('form', { name: 'A window of the day' });
  await form.getByLabel('To, minutes').fill('-20');
  await form.getByLabel('To, minutes').press('Enter');
  for (const fault of ['Ends before it begins', 'Choose at least one limit', '1 to 32 of a-z'])
    await form.getByText(fault).waitFor();
  await form.getByLabel('To, minutes').fill('0');
  await form.getByText('From 15 minutes before the close until the close.').waitFor();
  await form.getByLabel('Name of the window').fill('late');
  await form.getByRole('combobox', { name: 'Limits that are smaller then' }).click();
  const smaller = page.getByRole('listbox', { name: 'Limits that are smaller then' });
  await smaller.getByRole('option', { name: 'Size of one order', exact: true }).click();
  await page.keyboard.press('Escape');
  await form.getByLabel('Name of the window').press('Enter');
  const windows = page.getByRole('list', { name: 'Windows of the day' });
  await windows.getByText('limits at 50.00%').waitFor();
  await form.getByLabel('Name of the window').fill('later');
  await form.getByLabel('What holds then').selectOption('no_market');
  await form.getByLabel('From, minutes').fill('-5');
  await form.getByLabel('From, minutes').press('Enter');
  await windows.getByText('Overlaps late', { exact: true }).waitFor();
  await picture(page, 'limits-windows');
  await page.getByLabel('Limits of', { exact: true }).selectOption('firm');
  await page.getByText('No window: the same limits hold all day.').waitFor();
  await page.getByLabel('Limits of', { exact: true }).selectOption('each');
  for (const name of ['late', 'later']) await windows.getByRole('button', { name: `Take away ${name}`, exact: true }).click();
  await page.getByText('No window: the same limits hold all day.').waitFor();

  await page.getByRole('link', { name: 'Instruments' }).click();
  const split = page.getByRole('form', { name: 'Book a split' });
  await split.getByLabel('New units').fill('1');
  await page.keyboard.press('Enter');
  await split.getByText('Would change nothing').waitFor();
  await split.getByLabel('Symbol').fill('hd');
  await split.getByLabel('New units').fill('4');
  await split.getByText('who holds 100 will hold 400, at 0.25 times the price').waitFor();
  await split.getByLabel('Reason').fill('split of today');
  await picture(page, 'split');
  await split.getByLabel('Reason').press('Enter');
  await page.getByText('Booked: 4 for 1 of HD').waitFor();

  await page.getByRole('link', { name: 'Trading', exact: true }).click();
  await fillTicket(page, { symbol: 'KO', quantity: '2', price: '62' });
  await page.getByRole('button', { name: 'Add to list' }).click();
  const list = page.locator('section', { has: page.getByRole('heading', { name: 'Order list' }) });
  await list.getByText('add another one').waitFor();
  await fillTicket(page, { symbol: 'MSFT', quantity: '100', price: '410' });
  await page.getByRole('button', { name: 'Add to list' }).click();
  await list.getByRole('button', { name: 'Send all 2, or none' }).click();
  await page.getByTestId('list-outcome').getByText('Order 2 refused all').waitFor();
  await list.getByRole('list', { name: 'What order 2 met' }).getByText('Order size exceeds limit').waitFor();
  expect(await list.getByRole('list', { name: 'What order 1 met' }).count()).toBe(0);
  expect(await violations(page)).toEqual([]);
  await picture(page, 'order-list');
  await page.reload();
  await list.getByText('Buy 100 MSFT').waitFor();
  await list.getByRole('button', { name: 'Remove order 2 from the list' }).click();
  await fillTicket(page, { quantity: '1' });
  await page.getByRole('button', { name: 'Add to list' }).click();
  await list.getByRole('checkbox', { name: 'One cancels other' }).press('Space');
  await list.getByRole('button', { name: 'Send all 2, or none' }).press('Enter');
  await page.getByTestId('list-outcome').getByText('Accepted: all 2 orders').waitFor();
  await page.getByRole('table', { name: 'Orders' }).getByText('MSFT').first().waitFor();
  const { body } = await screens.call('GET', '/api/orders?limit=2');
  expect(body['orders']).toMatchObject([{ one_cancels_other: expect.any(String) }, { one_cancels_other: expect.any(String) }]);
  expect(complaints.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
  await page.context().close();
});

test('what the reader may not do is not offered, and a fresh sign-in can be given over an open dialog', async () => {
  await screens.call('POST', '/api/risk/halts', { scope: 'symbol:HD', halted: true, reason: 'news pending' });
  const { page } = await screens.open('/acknowledge');
  const offer = async (needs: string[]) => {
    await page.unrouteAll();
    await page.route('**/api/access/me', async (route) => {
      const me = (await (await route.fetch()).json()) as object;
      await route.fulfill({ json: { ...me, needs } });
    });
  };
  const forms = async (path: string, loaded: string) => {
    await page.goto(screens.url + path);
    await page.getByText(loaded).first().waitFor();
    await page.getByText('No sign-in').waitFor();
    return page.getByRole('form').evaluateAll((all) => all.map((form) => form.getAttribute('aria-label')));
  };
  await offer(['read', 'accounts.lock']);
  const locked = Array.from({ length: 150 }, (_, i) => ({
    ...{ scope: `account:a${i + 10}`, reason: 'begins the day locked', actor: 'gate', locked_at: '2026-11-25T14:00:00.000Z' },
  }));
  await page.route('**/api/risk/locks', (route) => route.fulfill({ json: { locks: locked } }));
  expect(await forms('/halts', 'symbol HD')).toEqual(['Lock']);
  expect(await page.getByRole('button', { name: 'End symbol HD' }).count()).toBe(0);
  await page.getByText('And 50 more: search to see them.').waitFor();
  await page.getByLabel('Search a lock').fill('A159');
  await page.getByRole('list', { name: 'Locks' }).getByText('account a159').waitFor();
  expect(await page.getByRole('list', { name: 'Locks' }).getByRole('listitem').count()).toBe(1);
  expect(await forms('/strategies', 'None is declared')).toEqual([]);
  expect(await forms('/firm', 'accounts')).toEqual([]);
  await page.getByRole('button', { name: 'Manage account default' }).click();
  const dialog = page.getByRole('dialog', { name: 'Account default' });
  await dialog.getByRole('form', { name: 'Lock default' }).waitFor();
  expect(await dialog.getByRole('form').count()).toBe(1);
  await page.evaluate(() => dispatchEvent(new Event('breakwater:sign-in-again')));
  const confirm = page.getByRole('dialog', { name: 'Confirm who you are' });
  await confirm.getByRole('textbox', { name: 'Password' }).fill('typed over the other dialog');
  await confirm.getByRole('button', { name: 'Cancel' }).click();
  await dialog.getByRole('button', { name: 'Lock' }).click();
  await dialog.getByText('Say why').waitFor();
  await offer(['read', 'halts.change', 'limits.change', 'accounts.change']);
  expect(await forms('/firm', 'Open an account')).toEqual(['Open an account']);
  await page.context().close();
  await screens.call('POST', '/api/risk/halts', { scope: 'symbol:HD', halted: false, reason: 'test' });
});

test('a channel and a route are made by the keyboard; what is wrong stands beside its field', async () => {
  const { page } = await screens.open('/channels');
  const form = page.locator('section', { has: page.getByRole('heading', { name: 'A new channel' }) });
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('night desk');
  await form.getByRole('combobox', { name: 'Kind' }).or(form.getByLabel('Kind')).first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'Signed webhook' }).click();
  await form.getByLabel('URL').fill('http://127.0.0.1:9/hook');
  await page.keyboard.press('Enter');
  await form.getByText('must begin with https://').first().waitFor();
  expect(await violations(page)).toEqual([]);
  await form.getByLabel('Text of its messages').fill('{{ acount }}');
  await form.getByLabel('URL').fill('https://hooks.example.com/breakwater');
  await form.getByRole('button', { name: 'Make the channel' }).click();
  await form.getByText('undefined variable: acount').first().waitFor();
  await form.getByLabel('Text of its messages').fill('{{ text }} https://wiki.example.com/{{ type }}');
  await form.getByLabel('URL').focus();
  await page.keyboard.press('Enter');
  await page
    .getByTestId('new-secret')
    .getByText(/^whsec_/)
    .waitFor();
  await page.getByRole('list', { name: 'Channels' }).getByText('night desk').first().waitFor();

  const route = page.locator('section', { has: page.getByRole('heading', { name: /A new route/ }) });
  await route.getByLabel('Name of the route').fill('night');
  await route.getByLabel('To the channel').first().click();
  await page.getByRole('option', { name: 'night desk' }).click();
  await route.getByLabel('Quiet from').fill('22:00');
  await route.getByLabel('Quiet to').fill('25:00');
  await route.getByRole('button', { name: 'Save the route' }).click();
  await route.getByText('must be a time of the day').first().waitFor();
  await route.getByLabel('Quiet to').fill('07:00');
  await route.getByRole('button', { name: 'Save the route' }).click();
  await page.getByRole('list', { name: 'Routes' }).getByText('quiet from 22:00 to 07:00').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.context().close();
});

test.each(['light', 'dark'] as const)('an alert is acknowledged on its page and by its link: %s', async (colorScheme) => {
  const order = { side: 'BUY', quantity: 100, price: 175, order_type: 'LIMIT' };
  // Equal alerts of a minute are one row: each theme has its own.
  const [one, other] = colorScheme === 'light' ? ['AAPL', 'MSFT'] : ['JPM', 'HD'];
  const client_order_id = `channels-${process.pid}-${colorScheme}`;
  await screens.call('POST', '/api/order', { ...order, symbol: one, client_order_id });
  await screens.call('POST', '/api/order', { ...order, symbol: other, client_order_id: `${client_order_id}-2` });
  const { page } = await screens.open('/alerts', { colorScheme });
  const first = page.getByRole('button', { name: 'Acknowledge' }).first();
  await first.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('row').getByText('dev', { exact: true }).first().waitFor();
  expect(await violations(page)).toEqual([]);
  await page.context().close();

  const { alerts } = (await screens.call('GET', '/api/risk/alerts')).body as {
    alerts: { id: string; acknowledged_by: string | null }[];
  };
  const seal = readSeal(process.env['BREAKWATER_SECRET_KEY_FILE']);
  const open = alerts.find(({ acknowledged_by }) => acknowledged_by === null);
  if (!seal || !open) throw new Error('there is no key, or no alert that nobody has acknowledged');
  const token = acknowledgeToken(seal, { alert_id: open.id, channel_id: 'chn_000000000000' }, Date.now());
  const link = await screens.open(`/acknowledge#${token}`, { colorScheme });
  await link.page.getByLabel('Note').fill('on it');
  expect(await violations(link.page)).toEqual([]);
  await link.page.keyboard.press('Enter');
  await link.page.getByText('By link:chn_000000000000').waitFor();
  expect(link.complaints).toEqual([]);
  await link.page.context().close();
});
