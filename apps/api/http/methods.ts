import type { DeclaredRoute } from './every-route.js';

/** Which methods the declared routes have at a path, in the order of the alphabet; none when no route has that path. */
export function methodsByPath(routes: readonly Pick<DeclaredRoute, 'route'>[]): (path: string) => string[] {
  const forms = new Map<string, { form: RegExp; methods: Set<string> }>();
  for (const { route } of routes) {
    const [method = '', path = ''] = route.split(' ');
    const known = forms.get(path) ?? { form: formOf(path), methods: new Set() };
    known.methods.add(method);
    if (method === 'GET') known.methods.add('HEAD');
    forms.set(path, known);
  }
  return (path) => {
    const methods = [...forms.values()].filter(({ form }) => form.test(path)).flatMap((known) => [...known.methods]);
    return [...new Set(methods)].sort();
  };
}

/** `/api/orders/:id` with any one part where a name stands. */
function formOf(path: string): RegExp {
  const parts = path.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[^\w-]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}/?$`);
}
