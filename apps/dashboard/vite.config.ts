import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const below = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What the API puts a nonce of its own for at each answer (apps/api/dashboard.ts). */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

export default defineConfig({
  root: below('.'),
  base: '/',
  html: { cspNonce: NONCE_PLACEHOLDER },
  resolve: {
    alias: [
      { find: /^#core\/(.*)\.js$/, replacement: below('../../libs/core/$1.ts') },
      { find: /^#contracts\/(.*)\.js$/, replacement: below('../../libs/contracts/$1.ts') },
    ],
  },
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: below('../../dist/apps/dashboard'),
    emptyOutDir: true,
    target: 'es2022',
    // An inlined asset would be a data: address, which the content security policy does not let scripts and styles come from.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    reportCompressedSize: false,
    manifest: true,
  },
  // `npx vite apps/dashboard` beside a running API, for work on the screens.
  server: { proxy: { '/api': 'http://127.0.0.1:8082', '/ws': { target: 'ws://127.0.0.1:8082', ws: true } } },
});
