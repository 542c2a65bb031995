/** JSON in the one form of RFC 8785: no spaces, keys in the order of their UTF-16 units. Its texts and numbers are JSON.stringify's own. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const of = value as Record<string, unknown>;
  const fields = Object.keys(of).sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(of[key])}`).join(',')}}`;
}
