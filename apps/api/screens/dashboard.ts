import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Where the build puts the screens; this file runs from dist/apps/api/screens. */
const BUILT = fileURLToPath(new URL('../../dashboard/', import.meta.url));
const NONCE_PLACEHOLDER = '__CSP_NONCE__';
/** The addresses of the screens: each answers with the one page, whose router shows what the address says. */
const PAGES = [
  '/trading',
  '/firm',
  '/limits',
  '/instruments',
  '/overrides',
  '/permissions',
  '/strategies',
  '/halts',
  '/alerts',
  '/channels',
  '/reports',
  '/acknowledge',
  '/decisions',
  '/decisions/:id',
  '/rules',
  '/broker',
  '/audit',
  '/sign-in',
  '/setup',
  '/security',
  '/users',
  '/keys',
];

/**
 * Scripts come from here and from nowhere else. The component library writes <style> elements at run time: they pass by a nonce that is new
 * at each answer, so that 'unsafe-inline' is not needed for styles either.
 */
function securityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Serves the built screens at the API's address. Without a build the addresses answer 503 with what to do; the API itself is not touched. */
export async function serveDashboard(app: NestFastifyApplication, built: string = BUILT): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get('/', (_, reply) => reply.redirect('/trading', 302));
  const index = join(built, 'index.html');
  if (!existsSync(index)) {
    for (const page of PAGES)
      fastify.get(page, (_, reply) =>
        reply.status(503).type('text/plain').send('The screens are not built; npm run build does it.\n'),
      );
    return;
  }
  await fastify.register(fastifyStatic, {
    root: join(built, 'assets'),
    prefix: '/assets/',
    // Names carry a hash of their content.
    immutable: true,
    maxAge: '365d',
    preCompressed: true,
    index: false,
  });
  const html = readFileSync(index, 'utf8');
  for (const page of PAGES) {
    fastify.get(page, (_, reply) => {
      const nonce = randomBytes(16).toString('base64');
      return reply
        .headers({
          'content-security-policy': securityPolicy(nonce),
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'same-origin',
          'cross-origin-opener-policy': 'same-origin',
        })
        .type('text/html; charset=utf-8')
        .send(html.replaceAll(NONCE_PLACEHOLDER, nonce));
    });
  }
}
