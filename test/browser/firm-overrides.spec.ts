/** An override of the firm, by two people: one asks on the page, another one agrees or declines on theirs; axe looks at each state in both themes. */
import { jest } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Grant } from '#core/access/principal.js';
import { People, secretKeyFile } from '#test/factories/access-people.js';
import { ownStack } from '#test/factories/own-stack.js';
import { type Floor, startFloor } from '#test/processes.js';
import { FLAGS } from './screens.js';
import { violations } from './violations.js';

jest.setTimeout(120_000);
let floor: Floor;
let people: People;
let browser: Browser;
let url: string;
const pages: Page[] = [];

beforeAll(async () => {
  await ownStack();
  floor = await startFloor({ BREAKWATER_AUTH: 'local', BREAKWATER_SECRET_KEY_FILE: secretKeyFile() });
  url = floor.apis[0].url;
  people = await People.open();
  browser = await chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '', args: FLAGS, timeout: 30_000 });
});
afterAll(async () => {
  await browser?.close();
  await people?.close();
  await floor?.stop();
});

/** The page of a person of their own session. */
async function pageOf(grants: Grant[]): Promise<{ page: Page; id: string }> {
  const id = await people.user(grants);
  const [name = '', value = ''] = (await people.signIn(id)).split('=');
  const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(15_000);
  await context.addCookies([
    { name, value, url: url.replace('http:', 'https:'), httpOnly: true, secure: true, sameSite: 'Strict' },
  ]);
  const page = await context.newPage();
  pages.push(page);
  await page.goto(`${url}/overrides`);
  await page.getByText('Nothing waits.').waitFor();
  return { page, id };
}

/** In both themes; with BREAKWATER_PICTURES also for a person who wants to look. */
async function axeFindsNothing(page: Page, name: string): Promise<void> {
  const folder = process.env['BREAKWATER_PICTURES'];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    if (folder) await page.screenshot({ path: `${folder}/firm-${name}-${colorScheme}.png`, fullPage: true });
    expect([name, colorScheme, await violations(page)]).toEqual([name, colorScheme, []]);
  }
  if (!folder) return;
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${folder}/firm-${name}-small.png`, fullPage: true });
  await page.setViewportSize({ width: 1280, height: 900 });
}

test('one person asks by keyboard; it is not theirs to agree to; another one declines, agrees, and sees it hold', async () => {
  const officer = await pageOf([{ role: 'risk_officer', accounts: null }]);
  const second = await pageOf([{ role: 'approver', accounts: null }]);
  const ask = officer.page.getByRole('form', { name: 'Make an override' });
  const asks = async (name: string) => {
    await ask.getByLabel('Name').fill(name);
    await ask.getByRole('combobox', { name: 'For whom' }).or(ask.getByLabel('For whom')).first().fill('firm');
    await officer.page.keyboard.press('Escape');
    await ask.getByText('another risk officer or an approver must agree').waitFor();
    await ask.getByLabel('Orders up to').fill('2500');
    await ask.getByLabel('Reasons that it lets pass').first().click();
    await officer.page.getByRole('option', { name: 'Order size exceeded', exact: true }).click();
    await officer.page.keyboard.press('Escape');
    await ask.getByRole('textbox', { name: 'Reason', exact: true }).fill('for a client');
    await officer.page.keyboard.press('Enter');
  };
  const waits = (page: Page) => page.getByRole('list', { name: 'Overrides that wait' });

  await asks('first');
  await waits(officer.page).getByText('min left').waitFor();
  expect(await waits(officer.page).getByRole('button').allTextContents()).toEqual(['Withdraw']);
  await axeFindsNothing(officer.page, 'asked');
  await waits(second.page).getByText(`asked for by test ${officer.id}`).waitFor();
  await waits(second.page).getByText('Order size exceeded; orders of every account up to $2,500.00; 1 use').waitFor();
  await axeFindsNothing(second.page, 'waits');
  await waits(second.page).getByRole('button', { name: 'Decline first' }).press('Enter');
  const dialog = second.page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('too large');
  await axeFindsNothing(second.page, 'declines');
  await dialog.getByRole('button', { name: 'Decline' }).press('Enter');
  await second.page.getByText('Nothing waits.').waitFor();
  const ended = officer.page.getByRole('list', { name: 'Requests that have ended' });
  await ended.getByText('declined').waitFor();
  await ended.getByText(': too large').waitFor();

  await asks('mistaken');
  await waits(officer.page).getByRole('button', { name: 'Withdraw mistaken' }).press('Enter');
  await ended.getByText('withdrawn').waitFor();

  await asks('block');
  await waits(second.page).getByRole('button', { name: 'Agree to block' }).press('Enter');
  await dialog.getByText('orders of every account up to $2,500.00').waitFor();
  await axeFindsNothing(second.page, 'agrees');
  await dialog.getByRole('button', { name: 'Agree to just this' }).press('Enter');
  for (const { page } of [second, officer]) {
    const made = page.getByRole('list', { name: 'Overrides', exact: true });
    await made.getByText('for the whole firm').waitFor();
    await made.getByText(`by ${officer.id} and ${second.id}`).waitFor();
    await made.getByText('in force').waitFor();
  }
  await axeFindsNothing(officer.page, 'in-force');
});
