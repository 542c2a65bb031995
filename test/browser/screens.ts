/** The built product as a person meets it: worker and API from dist/, and a real Chromium in front of the screens. */
import { jest } from '@jest/globals';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { ownStack } from '#test/factories/own-stack.js';
import { freePort, isReady, Program, until } from '#test/processes.js';

export const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--force-prefers-reduced-motion'],
];
/** Generous: the machine runs the whole stack, the tests and a browser that draws without a graphics card. */
const ACTION_LIMIT_MS = 15_000;
jest.setTimeout(90_000);

export interface Screens {
  url: string;
  browser: Browser;
  api: Program;
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
  /** A page of its own context (storage, theme, size); `complaints` collects what the browser's console says of faults. */
  open(path: string, options?: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }>;
  stop(): Promise<void>;
}

/** On databases that no other file uses: starts worker and API, sets wide limits and still prices, starts the browser. */
export async function startScreens(): Promise<Screens> {
  const executablePath = process.env['CHROMIUM_PATH'];
  if (!executablePath) throw new Error('CHROMIUM_PATH is not set: npm test -- --only browser finds a Chromium and sets it');
  await ownStack();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const worker = new Program('dist/apps/worker/main.js', {}).start();
  const api = new Program('dist/apps/api/main.js', { BREAKWATER_PORT: String(port) }).start();
  // A worker that outlives a failed start would take the work of every later one.
  const ended = () => Promise.all([api.end(), worker.end()]);
  const ready = until('the API is ready', 60_000, () => {
    if (api.ended !== null) throw new Error(`it ended (${api.ended}): ${api.output.slice(-2000)}`);
    return isReady(url);
  });
  const [browser] = await Promise.all([chromium.launch({ executablePath, args: FLAGS, timeout: 30_000 }), ready]).catch(
    async (error: unknown) => {
      await ended();
      throw error;
    },
  );
  const call: Screens['call'] = async (method, path, body) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(url + path, { method, signal: AbortSignal.timeout(10_000), ...init });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const open: Screens['open'] = async (path, options = {}) => {
    // Playwright asks for motion where nothing is said, whatever the browser's own flag is.
    const still = { locale: 'en-US', reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } } as const;
    const context = await browser.newContext({ ...still, ...options });
    context.setDefaultTimeout(ACTION_LIMIT_MS);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(url + path);
    return { page, complaints };
  };
  const stop = async () => {
    await browser.close();
    await ended();
  };
  const screens: Screens = { url, browser, api, call, open, stop };
  await calm(screens);
  return screens;
}

/** Known limits, no open breaker, nothing working, prices that stand: whatever ran before on this stack. */
export async function calm({ call }: Pick<Screens, 'call'>): Promise<void> {
  await call('PUT', '/api/risk/limits', {
    ...{
      max_order_size: 1000,
      max_position_size: 10_000,
      daily_loss_limit: 5000,
      max_orders_per_second: 10,
      max_orders_per_burst: 1000,
    },
  });
  for (const [symbol, price] of [
    ['AAPL', 175],
    ['KO', 62],
    ['MSFT', 410],
  ] as const)
    await call('PUT', `/api/paper/quotes/${symbol}`, { bid: price, ask: price, frozen: true });
  await call('DELETE', '/api/orders');
  const { circuit_breakers } = (await call('GET', '/api/risk/circuit-breakers?open=true')).body as {
    circuit_breakers: { breaker_id: number }[];
  };
  for (const { breaker_id } of circuit_breakers) await reset({ call }, breaker_id);
}

/** Through the breaker's workflow, which may still be starting. */
export async function reset({ call }: Pick<Screens, 'call'>, breakerId: number): Promise<void> {
  await until(`breaker ${breakerId} is reset`, 20_000, async () => {
    const { status } = await call('POST', '/api/risk/circuit-breaker/reset', {
      breaker_id: breakerId,
      reason: 'test',
      force: true,
    });
    return status === 200 || status === 409;
  });
}

/** Opens the kill switch by its key and begins to hold its button by Enter; whoever calls lets go. */
export async function holdKill(page: Page): Promise<void> {
  await page.keyboard.press('F9');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Halt all trading/ })
    .waitFor();
  await page.keyboard.down('Enter');
}

/** Fills the order form; what is left out stays. */
export async function fillTicket(page: Page, order: { symbol?: string; quantity?: string; price?: string }): Promise<void> {
  const form = page.getByRole('form', { name: 'Order form' });
  if (order.symbol !== undefined) {
    await form.getByRole('combobox', { name: 'Symbol' }).or(form.getByLabel('Symbol')).first().fill(order.symbol);
    await page.getByRole('option', { name: order.symbol, exact: true }).click();
  }
  if (order.quantity !== undefined) await form.getByLabel('Quantity').fill(order.quantity);
  if (order.price !== undefined) await form.getByLabel('Price').fill(order.price);
}
