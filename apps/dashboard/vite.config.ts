import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const below = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What the API puts a nonce of its own for at each answer (apps/api/dashboard.ts). */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

const API = 'http://127.0.0.1:8082';
const AS_ITS_OWN = { changeOrigin: true, headers: { origin: API } };

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
  // The API takes its own name and its own pages only, so the proxy gives its own instead of Vite's.
  server: { proxy: { '/api': { target: API, ...AS_ITS_OWN }, '/ws': { target: API, ws: true, ...AS_ITS_OWN } } },
});
