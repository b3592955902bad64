import '@mantine/core/styles.css';
import '@mantine/charts/styles.css';
import './page.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { pageNonce } from './shell/page-nonce.ts';
import { theme } from './shell/theme.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');

// Dialogs stop the page behind them from scrolling by a style element of their own; the package that
// makes it (get-nonce) looks for the nonce under this name.
Object.assign(globalThis, { __webpack_nonce__: pageNonce() });

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={pageNonce}>
      <App />
    </MantineProvider>
  </StrictMode>,
);
