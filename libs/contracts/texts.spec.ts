import { z } from 'zod';
import * as accounts from './accounts.js';
import * as alerting from './alerting.js';
import * as risk from './risk.js';

test('(13.3) a text is as long as it was sent, blanks around it included, as the description says', () => {
  const found = Object.entries<unknown>({ ...accounts, ...alerting, ...risk }).flatMap(([name, body]) => {
    if (!name.endsWith('Body') || !(body instanceof z.ZodObject)) return [];
    const { reason, note, lender } = body.shape as Record<string, z.ZodType | undefined>;
    return [reason, note, lender].flatMap((text) => (text ? [[name, text.safeParse(`${' '.repeat(600)}why`).success]] : []));
  });
  expect(found.length).toBeGreaterThan(4);
  for (const one of found) expect(one).toEqual([one[0], false]);
});
