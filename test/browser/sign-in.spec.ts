/** A person comes in by the first link, signs in, makes a passkey in Chromium's virtual authenticator, and signs in with it; axe looks at each page. */
import { spawnSync } from 'node:child_process';
import { chromium, type Browser, type Page } from 'playwright-core';
import { Secret, TOTP } from 'otpauth';
import { secretKeyFile } from '#test/factories/access-people.js';
import { scratchDatabase, type ScratchDatabase } from '#test/factories/scratch-database.js';
import { freePort, Program, until } from '#test/processes.js';
import { FLAGS } from './screens.js';
import { violations } from './violations.js';

/** What the screens tell themselves when something needs a fresh sign-in. */
const SIGN_IN_AGAIN = 'breakwater:sign-in-again';
const PASSWORD = 'seven green lamps on a quiet pier';
let scratch: ScratchDatabase;
let api: Program;
let browser: Browser;
let url: string;
let env: Record<string, string>;

beforeAll(async () => {
  scratch = await scratchDatabase();
  const port = await freePort();
  url = `http://localhost:${port}`;
  env = {
    ...{ DATABASE_URL: scratch.url, BREAKWATER_AUTH: 'local', BREAKWATER_SECRET_KEY_FILE: secretKeyFile() },
    ...{ BREAKWATER_PORT: String(port), BREAKWATER_PUBLIC_ORIGIN: url, BREAKWATER_SHARD: `passkey${process.pid}` },
  };
  api = new Program('dist/apps/api/main.js', env).start();
  await until('the API answers', 30_000, async () => (await fetch(`${url}/health/live`)).ok);
  browser = await chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '', args: FLAGS, timeout: 30_000 });
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await api?.end();
  await scratch?.drop();
});

const proven = async (page: Page): Promise<number> =>
  Date.parse(
    await page.evaluate(async () => ((await (await fetch('/api/access/me')).json()) as { proven_at: string }).proven_at),
  );

/** In both themes. */
async function axeFindsNothing(page: Page): Promise<void> {
  await page.locator('h1').waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect([page.url(), colorScheme, await violations(page)]).toEqual([page.url(), colorScheme, []]);
  }
}

test('first link, sign-in, passkey, and in again with the passkey alone', async () => {
  const { stdout } = spawnSync(process.execPath, ['dist/apps/cli/main.js', 'access', 'bootstrap'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  const link = stdout.split('\n')[0] ?? '';
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  page.setDefaultTimeout(15_000);
  const authenticator = await page.context().newCDPSession(page);
  await authenticator.send('WebAuthn.enable');
  await authenticator.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });

  await page.goto(link);
  const seed = (await page.getByTestId('totp-secret').textContent()) ?? '';
  const code = (steps: number) =>
    new TOTP({ secret: Secret.fromBase32(seed.trim()) }).generate({ timestamp: Date.now() + steps * 30_000 });
  await axeFindsNothing(page);
  await page.getByLabel('Name').fill('Ann');
  await page.locator('input[autocomplete=new-password]').fill(PASSWORD);
  await page.getByLabel('Code of the authenticator').fill(code(0));
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await page.getByText('Ann is set up').waitFor();
  await axeFindsNothing(page);

  await page.goto(`${url}/sign-in#/security`);
  await axeFindsNothing(page);
  await page.getByLabel('Name').fill('Ann');
  await page.locator('input[autocomplete=current-password]').fill(PASSWORD);
  await page.locator('input[autocomplete=one-time-code]').fill(code(1));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Where you are signed in').waitFor();
  await page.getByText('This one').waitFor();
  await axeFindsNothing(page);
  await page.getByLabel('Name of the new passkey').fill('this laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('Remove this laptop').waitFor();

  await page.getByRole('link', { name: 'Ann', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
  await page.goto(`${url}/sign-in#/keys`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByRole('heading', { name: 'Keys', exact: true }).waitFor();

  await page.getByLabel('What it is for').fill('desk 1');
  await page.getByRole('button', { name: 'Make the key' }).click();
  const key = (await page.getByTestId('new-key').textContent()) ?? '';
  expect(key.trim()).toMatch(/^bw_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
  await axeFindsNothing(page);
  const asked = () => fetch(`${url}/api/orders`, { headers: { authorization: `Bearer ${key.trim()}` } });
  expect((await asked()).status).toBe(200);
  await page.getByRole('button', { name: 'Revoke desk 1' }).click();
  await page.getByText('Revoked').waitFor();
  expect((await asked()).status).toBe(401);

  // As when something was refused because the last proof is too old.
  await page.evaluate((name) => dispatchEvent(new Event(name)), SIGN_IN_AGAIN);
  const before = await proven(page);
  await page.getByRole('dialog').getByRole('button', { name: 'With a passkey' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await proven(page)).toBeGreaterThan(before);

  await page.goto(`${url}/users`);
  await page.getByText('Give Ann these roles').waitFor();
  await axeFindsNothing(page);
}, 120_000);

test('somebody who is not signed in is led to the sign-in, and back to where they were going', async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${url}/limits`);
  await page.waitForURL('**/sign-in#/limits');
  await page.context().close();
});
