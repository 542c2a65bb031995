import type { DeclaredRoute } from './every-route.js';

/**
 * Which methods the declared routes have at a path, in the order of the alphabet, for a request that they do not have: one without a route (null), or one
 * that went to a route with a name in its path (`/api/instruments/:symbol`) where a route stands that has no names (`/api/instruments/csv`). Else none.
 */
export function methodsByPath(
  routes: readonly Pick<DeclaredRoute, 'route'>[],
): (url: string, route: string | null) => readonly string[] {
  const forms = new Map<string, Form>();
  for (const { route } of routes) {
    const [method = '', path = ''] = route.split(' ');
    const known = forms.get(path) ?? { form: formOf(path), methods: new Set() };
    known.methods.add(method);
    if (method === 'GET') known.methods.add('HEAD');
    forms.set(path, known);
  }
  const fixed = [...forms.keys()].filter((path) => !path.includes(':'));
  const shadowing = new Set(
    [...forms].flatMap(([path, { form }]) => (fixed.some((one) => one !== path && form.test(one)) ? [path] : [])),
  );
  return (url, route) => {
    // Nearly every request: its path is not even looked at.
    if (route !== null && !shadowing.has(route)) return NONE;
    const path = pathOf(url);
    const own = forms.get(path.replace(/\/$/, ''));
    if (own) return sorted([own]);
    return route === null ? sorted([...forms.values()].filter(({ form }) => form.test(path))) : NONE;
  };
}

interface Form {
  form: RegExp;
  methods: Set<string>;
}

const NONE: readonly string[] = [];
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';
const sorted = (forms: readonly Form[]): string[] => [...new Set(forms.flatMap(({ methods }) => [...methods]))].sort();

/** `/api/orders/:id` with any one part where a name stands. */
function formOf(path: string): RegExp {
  const parts = path.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[^\w-]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}/?$`);
}
