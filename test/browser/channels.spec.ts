import { acknowledgeToken } from '#core/notify/acknowledge-link.js';
import { readSeal } from '#adapters/config/secret-key.js';
import { type Screens, startScreens } from './screens.js';
import { violations } from './violations.js';

let screens: Screens;
beforeAll(async () => {
  screens = await startScreens();
});
afterAll(async () => {
  if (screens) {
    await screens.call('DELETE', '/api/alert-routes/night');
    const { channels } = (await screens.call('GET', '/api/alert-channels')).body as { channels: { channel_id: string }[] };
    for (const { channel_id } of channels) await screens.call('DELETE', `/api/alert-channels/${channel_id}`);
  }
  await screens?.stop();
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
  await form.getByLabel('URL').fill('https://hooks.example.com/breakwater');
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
