import '../../support/page.ts';
import { MantineProvider } from '@mantine/core';
import { cleanup, configure, render } from '@testing-library/react';
import type { ReactNode } from 'react';

// What the library asks of a page: here nothing is wide, moves, resizes or scrolls.
Object.assign(window, {
  matchMedia: (media: string) => ({
    matches: false,
    media,
    addEventListener() {},
    removeEventListener() {},
  }),
});
Object.assign(globalThis, {
  ResizeObserver: class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
  HTMLInputElement: window.HTMLInputElement,
  location: window.location,
  history: window.history,
  addEventListener: window.addEventListener.bind(window),
  removeEventListener: window.removeEventListener.bind(window),
  requestAnimationFrame: window.requestAnimationFrame.bind(window),
  cancelAnimationFrame: window.cancelAnimationFrame.bind(window),
});
// By default a second, which a slow machine takes for one look.
configure({ asyncUtilTimeout: 30_000 });

Element.prototype.scrollIntoView = () => {};

/** A part of the dashboard in a page, without movement. */
export function renderInPage(part: ReactNode) {
  return render(<MantineProvider env="test">{part}</MantineProvider>);
}

afterEach(cleanup);
