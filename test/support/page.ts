/** As much of jsdom's API as is used here; it has no types of its own. */
interface Jsdom {
  readonly JSDOM: new (
    html: string,
    options: { readonly url: string; readonly pretendToBeVisual: boolean },
  ) => { readonly window: Readonly<Record<string, unknown>> };
}

const { JSDOM }: Jsdom = require('jsdom');

/**
 * A page for components, in Node: import it before anything that looks for one. Only what React and
 * its testing library ask for is there; fetch and timers stay Node's own.
 */
const page = new JSDOM('<!doctype html><html lang="en"><body></body></html>', {
  url: 'http://localhost/',
  pretendToBeVisual: true,
}).window;

const names = [
  'document',
  'Element',
  'HTMLElement',
  'HTMLIFrameElement',
  'Node',
  'MutationObserver',
  'getComputedStyle',
  'sessionStorage',
] as const;

Object.assign(globalThis, {
  window: page,
  ...Object.fromEntries(names.map(name => [name, page[name]])),
  IS_REACT_ACT_ENVIRONMENT: true,
});
