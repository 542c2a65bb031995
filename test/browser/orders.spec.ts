import { until } from '#test/processes.js';
import { fillTicket, type Screens, startScreens } from './screens.js';
import { violations } from './violations.js';

let screens: Screens;
beforeAll(async () => {
  screens = await startScreens();
});
afterAll(async () => {
  await screens?.call('DELETE', '/api/orders');
  await screens?.stop();
});

test('a stop order is placed and amended with the keyboard alone', async () => {
  await screens.call('PUT', '/api/paper/quotes/DIS', { bid: 100, ask: 100.02, frozen: true });
  const { page, complaints } = await screens.open('/trading');
  await page.getByTestId('connection').getByText('Live').waitFor();
  const form = page.getByRole('form', { name: 'Order form' });
  await fillTicket(page, { symbol: 'DIS', quantity: '2' });
  await form.getByRole('combobox', { name: 'Type' }).or(form.getByLabel('Type')).first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'Stop', exact: true }).click();
  expect(await form.getByLabel('Price', { exact: true }).count()).toBe(0);
  await form.getByLabel('Stop price').fill('105');
  await form.getByLabel('Reduce only').focus();
  expect(await violations(page)).toEqual([]);
  await page.getByTestId('preview').getByText('Would pass').waitFor();
  await form.getByLabel('Stop price').press('Enter');
  await page.getByTestId('outcome').getByText('Accepted: BUY 2 DIS at market, once the market is at $105.00').waitFor();

  const amend = page.getByRole('button', { name: 'Amend BUY 2 DIS' }).first();
  await amend.waitFor();
  await amend.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Total quantity').waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await dialog.getByRole('button', { name: 'Amend' }).isDisabled()).toBe(true);
  await dialog.getByLabel('Stop price').fill('90');
  await page.keyboard.press('Enter');
  await dialog.getByText(/Stop price invalid/).waitFor();
  await dialog.getByLabel('Stop price').fill('106.5');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await until('the stop price is amended', 5000, async () => {
    const { body } = await screens.call('GET', '/api/orders?symbol=DIS&limit=1');
    return (body['orders'] as { stop_price: number }[])[0]?.stop_price === 106.5;
  });
  expect(complaints.filter((text) => !text.includes('status of 403'))).toEqual([]);
});
