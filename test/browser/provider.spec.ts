/** A person signs in with their firm's account, `oidc-provider` as the firm's, in a real browser; and confirms it there when five minutes have passed. */
import type { Server } from 'node:http';
import { Redis } from 'ioredis';
import { chromium, type Browser, type Page } from 'playwright-core';
import { keysOf } from '#adapters/redis/keys.js';
import { RedisSessions } from '#adapters/redis/sessions.js';
import { STEP_UP_MS } from '#core/access/principal.js';
import { secretKeyFile } from '#test/factories/access-people.js';
import { startProvider } from '#test/factories/oidc-provider.js';
import { ownStack } from '#test/factories/own-stack.js';
import { setting } from '#test/factories/setting.js';
import { freePort, Program, until } from '#test/processes.js';
import { FLAGS } from './screens.js';

let provider: Server;
let api: Program;
let browser: Browser;
let url: string;
const apiAnswers = () => until('the API answers', 30_000, async () => (await fetch(`${url}/health/live`)).ok);

beforeAll(async () => {
  await ownStack();
  const [port, providerPort] = [await freePort(), await freePort()];
  url = `http://localhost:${port}`;
  provider = await startProvider(providerPort, url);
  api = new Program('dist/apps/api/main.js', {
    ...{ BREAKWATER_AUTH: 'oidc', BREAKWATER_SECRET_KEY_FILE: secretKeyFile(), BREAKWATER_PORT: String(port) },
    ...{ BREAKWATER_PUBLIC_ORIGIN: url, BREAKWATER_OIDC_ISSUER: `http://127.0.0.1:${providerPort}` },
    ...{ BREAKWATER_OIDC_CLIENT_ID: 'breakwater', BREAKWATER_OIDC_CLIENT_SECRET: 'a secret of the client' },
    BREAKWATER_OIDC_ROLES: 'risk=risk_officer',
  }).start();
  await apiAnswers();
  browser = await chromium.launch({ executablePath: setting('CHROMIUM_PATH'), args: FLAGS, timeout: 30_000 });
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await api?.end();
  provider?.closeAllConnections();
  await new Promise((resolve) => provider?.close(resolve));
});

/** At the provider's own pages: says who it is, with any password, and agrees, which is asked for the first time only. */
async function signInThere(page: Page, name: string, agrees = true): Promise<void> {
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('anything');
  await page.getByRole('button', { name: /sign-in/i }).click();
  if (agrees) await page.getByRole('button', { name: /continue/i }).click();
}

/** As if the last proof of who somebody is were longer ago than a step-up allows. */
async function letTheSignInAge(): Promise<void> {
  const redis = new Redis(setting('REDIS_URL'));
  const sessions = new RedisSessions(redis, keysOf('main'));
  const { user_id } = ME;
  for (const { name, ...session } of await sessions.list(user_id))
    await sessions.write(name, { ...session, proven_ms: Date.now() - STEP_UP_MS - 60_000 });
  redis.disconnect();
  await api.end();
  api.start();
  await apiAnswers();
}

let ME: { user_id: string; name: string; strength: string; proven_at: string };
const me = async (page: Page): Promise<typeof ME> =>
  page.evaluate(async () => (await fetch('/api/access/me')).json() as Promise<typeof ME>);

test('signs in at the provider, comes back to the page that was asked for, and confirms it there', async () => {
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${url}/limits`);
  await page.waitForURL('**/sign-in#/limits');
  await page.getByRole('link', { name: 'Sign in with your firm’s account' }).click();
  await signInThere(page, 'rita');
  await page.waitForURL(`${url}/limits`);
  ME = await me(page);
  expect(ME).toMatchObject({ name: 'rita', strength: 'oidc', roles: [{ role: 'risk_officer', accounts: null }] });

  await letTheSignInAge();
  await page.goto(`${url}/keys`);
  await page.getByLabel('What it is for').fill('desk 1');
  await page.getByRole('button', { name: 'Make the key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm who you are' });
  await dialog.getByRole('link', { name: 'With your firm’s account' }).click();
  await signInThere(page, 'rita', false);
  await page.waitForURL(`${url}/keys`);
  expect(Date.parse((await me(page)).proven_at)).toBeGreaterThan(Date.now() - 60_000);
  await page.getByLabel('What it is for').fill('desk 1');
  await page.getByRole('button', { name: 'Make the key' }).click();
  await page.getByTestId('new-key').waitFor();
}, 120_000);

test('somebody whose groups have no role here is told so, and has no sign-in', async () => {
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${url}/sign-in`);
  await page.getByRole('link', { name: 'Sign in with your firm’s account' }).click();
  await signInThere(page, 'nobody');
  await page.getByRole('alert').getByText('none of your groups has a role here').waitFor();
  expect(await page.getByRole('link', { name: 'Sign in with your firm’s account' }).count()).toBe(1);
  expect((await page.context().cookies(url)).map(({ name }) => name)).not.toContain('__Host-bw');
}, 60_000);

test('a return that belongs to no sign-in of this browser shows the sign-in page with what to do', async () => {
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${url}/api/access/oidc/return?code=made-up&state=made-up`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByText('does not belong to a sign-in of this browser').waitFor();
  await page.goto(`${url}/sign-in?failed=<b>words of somebody else</b>`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.getByText('words of somebody else').count()).toBe(0);
}, 60_000);
