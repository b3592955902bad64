import { defineConfig } from 'vite';

/** The page, without plugins: JSX is Vite's own. */
export default defineConfig({
  base: '/',
  html: { cspNonce: '__CSP_NONCE__' },
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    target: 'es2022',
    // Inlined files would be data: URLs, which the page's policy allows for images only.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
});
