/** Accounts side by side, limits at their levels, instruments, the restricted list and overrides: by keyboard and by pointer. */
import { until } from '#test/processes.js';
import { type Screens, startScreens } from './screens.js';
import { violations } from './violations.js';

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
