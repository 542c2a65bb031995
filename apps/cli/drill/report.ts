/** What a drill found, in words and as a page. */
import { BUCKET_MS, type Sums, type Tally } from './tally.js';
import type { Finding } from './run-drill.js';

/** Less than that share of the real exposure may leak with the shipped limits. */
export const LEAK_MAX = 0.001;

export const dollars = (usd: number): string =>
  usd >= 1e9 ? `$${(usd / 1e9).toFixed(2)} bn` : usd >= 1e6 ? `$${(usd / 1e6).toFixed(2)} m` : `$${usd.toFixed(2)}`;
const count = (n: number): string => n.toLocaleString('en-US');
const counted = (orders: number): string => `${count(orders)} order${orders === 1 ? '' : 's'}`;
const percent = (share: number): string => `${(share * 100).toPrecision(2)} %`;
const ordersAnd = ({ orders, usd }: Sums): string => `${counted(orders)}, ${dollars(usd)}`;

/** Lines of name and figure, the same in words and on the page. */
export function linesOf({ disaster: { real }, tally, took_s, rate_reached, ...finding }: Finding): [string, string][] {
  const { first } = tally;
  const slow = rate_reached < 0.95 ? `; ${percent(rate_reached)} of the real rate: this machine carries no more` : '';
  return [
    [
      'As it was',
      `${counted(real.orders)} in ${count(real.seconds)} s, ${dollars(real.exposure_usd)}${real.loss_usd === null ? '' : `; lost ${dollars(real.loss_usd)}`}`,
    ],
    ['Sent in the drill', `${ordersAnd(tally.sent)} in ${took_s.toFixed(1)} s${slow}`],
    ['Without the gate', `all of it would have gone out: ${dollars(tally.sent.usd)}`],
    ['Went out', ordersAnd(tally.passed)],
    ['Of the real exposure', `${percent(finding.leaked)} (target: less than ${percent(LEAK_MAX)})`],
    ['Stopped first by', first === null ? 'nothing: everything was let through' : `${first.code}: ${first.message}`],
    ...(first === null
      ? []
      : [
          [
            'At',
            `order ${count(first.order)}, after ${first.at_ms.toFixed(0)} ms; ${ordersAnd(first.let_through)} had gone out`,
          ] as [string, string],
        ]),
    ['Last order let through', tally.passed.orders === 0 ? 'none was' : `after ${tally.lastPassedMs.toFixed(0)} ms`],
    ...(tally.unanswered.orders === 0 ? [] : [['Without an answer, or 503', ordersAnd(tally.unanswered)] as [string, string]]),
    ['At the end', `${dollars(finding.exposure_usd)} in positions and open orders, ${dollars(finding.loss_usd)} lost`],
    ['Breakers', finding.breakers.join('; ') || 'none tripped'],
  ];
}

const byDollars = (tally: Tally) => [...tally.refused].sort(([, a], [, b]) => b.orders - a.orders);

export function inWords(finding: Finding): string {
  const { disaster, tally } = finding;
  const refused = byDollars(tally).map(([code, sums]) => [`  ${code}`, ordersAnd(sums)] as const);
  const lines = [...linesOf(finding), ...(refused.length > 0 ? [['Refused, by the first reason', ''] as const, ...refused] : [])];
  return [disaster.title, '', ...lines.map(([name, figure]) => `${name.padEnd(32)} ${figure}`.trimEnd())].join('\n');
}

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** One page without anything from elsewhere. */
export function asPage(finding: Finding): string {
  const { disaster, tally, limits } = finding;
  const rows = (all: readonly (readonly [string, string])[]) =>
    all.map(([name, figure]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(figure)}</td></tr>`).join('\n');
  const inForce = Object.entries(limits).map(([name, value]) => [name, value === null ? 'off' : JSON.stringify(value)] as const);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(disaster.title)}</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 500; vertical-align: top; padding-right: 2rem; white-space: nowrap; }
th, td { border-bottom: 1px solid #8884; padding: .3rem .5rem .3rem 0; } svg { width: 100%; height: auto; } figcaption, .dim { opacity: .75; }
@media print { body { margin: 0; } }
</style></head><body>
<h1>${escaped(disaster.title)}</h1>
<p>${escaped(disaster.what_happened)}</p>
<table><caption class="dim">What the drill found</caption><tbody>${rows(linesOf(finding))}</tbody></table>
<figure>${chart(tally)}<figcaption>Dollars sent (dashed) and let through (solid) since the drill began, on a scale of powers of ten.</figcaption></figure>
<h2>Refused, by the first reason</h2>
<table><tbody>${rows(byDollars(tally).map(([code, sums]) => [code, ordersAnd(sums)] as const))}</tbody></table>
<h2>What is assumed</h2><p>${escaped(disaster.assumed)}</p>
<h2>Sources</h2><ul>${disaster.sources.map((source) => `<li>${escaped(source)}</li>`).join('')}</ul>
<h2>Limits in force</h2><table><tbody>${rows(inForce)}</tbody></table>
</body></html>
`;
}

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [800, 320, 90, 30];

function chart({ curve }: Tally): string {
  const most = Math.max(10, ...curve.map(({ sent }) => sent));
  const decades = Math.ceil(Math.log10(most));
  const x = (index: number) => LEFT + (index / Math.max(1, curve.length)) * (WIDTH - LEFT);
  const y = (usd: number) => HEIGHT - BOTTOM - (Math.log10(Math.max(1, usd)) / decades) * (HEIGHT - BOTTOM - 10);
  const line = (of: 'sent' | 'passed') =>
    [`${x(0)},${y(0)}`, ...curve.map((point, index) => `${x(index + 1).toFixed(1)},${y(point[of]).toFixed(1)}`)].join(' ');
  const grid = Array.from({ length: decades + 1 }, (_, power) => {
    const at = y(10 ** power).toFixed(1);
    return `<line x1="${LEFT}" x2="${WIDTH}" y1="${at}" y2="${at}" stroke="#8884"/><text x="${LEFT - 8}" y="${at}" text-anchor="end" dominant-baseline="middle" font-size="12" fill="currentColor">$1e${power}</text>`;
  }).join('');
  const seconds = ((curve.length * BUCKET_MS) / 1000).toFixed(0);
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Dollars sent and let through over ${seconds} seconds">${grid}
<text x="${WIDTH}" y="${HEIGHT - 8}" text-anchor="end" font-size="12" fill="currentColor">${seconds} s</text>
<polyline fill="none" stroke="currentColor" stroke-dasharray="6 4" stroke-width="2" points="${line('sent')}"/>
<polyline fill="none" stroke="#c2410c" stroke-width="3" points="${line('passed')}"/></svg>`;
}
