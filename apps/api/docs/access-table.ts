import type { OpenAPIObject } from '@nestjs/swagger';
import { NEEDS, type Need, needSpec, ROLES } from '#core/access/needs.js';

const BEGIN = '<!-- made by npm run generate -->';
const END = '<!-- until here -->';
const LETTERS: Record<(typeof ROLES)[number], string> = {
  ...{ viewer: 'V', trader: 'T', risk_officer: 'R', approver: 'A', operator: 'O', auditor: 'U', admin: 'M' },
};

/** Who may do what, as routes and needs declare it: one line a need. */
export function accessTable(api: OpenAPIObject): string {
  const routes = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { 'x-needs'?: string }>).map(([method, operation]) => ({
      needs: operation['x-needs'] ?? '',
      route: `\`${method.toUpperCase()} ${path}\``,
    })),
  );
  const head = ['need', 'means', ...ROLES.map((role) => LETTERS[role]), 'key', 'routes'];
  const rows = (Object.keys(NEEDS) as Need[]).map((need) => {
    const { means, roles, scope, firm, step_up } = needSpec(need);
    const may = ROLES.map((role) => (need === 'anybody' ? 'all' : roles.includes(role) ? (firm ? 'firm' : 'own') : ''));
    const key = need === 'anybody' ? 'all' : (scope ?? 'never');
    const of = routes.filter(({ needs }) => needs === need).map(({ route }) => route);
    return [`${need}${step_up ? ' +' : ''}`, means, ...may, key, of.join(', ')];
  });
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The page with its table written anew. Throws when its marks are gone. */
export function withTable(page: string, table: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`docs/access.md has no ${BEGIN} and ${END}`);
  return `${page.slice(0, from + BEGIN.length)}\n\n${table}\n\n${page.slice(to)}`;
}

/** Without the spaces and dashes by which the formatter lines tables up. */
export const plainTable = (text: string): string => text.replaceAll(/[ -]+/g, ' ');
