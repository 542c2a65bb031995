import axe, { type RunOnly } from 'axe-core';
import type { Page } from 'playwright-core';

/** The rules of axe that read colours. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on a page as it stands: by every rule, or by those that read colours. */
export async function violations(page: Page, onlyColours = false): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const runOnly = onlyColours ? ({ type: 'rule', values: OF_COLOURS } as const) : ({ type: 'tag', values: TAGS } as const);
  const found = await page.evaluate(async (which) => {
    const { axe: run } = globalThis as unknown as { axe: typeof axe };
    // Of what passes one element a rule is kept, of violations every one: describing all that passes takes as long as the checks.
    return (await run.run(document, { runOnly: which, resultTypes: ['violations'] })).violations;
  }, runOnly as RunOnly);
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ''}`).join(' | ')}`,
  );
}
