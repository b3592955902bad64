import { globalEnvironment, type Surrounding } from '../../../clients/browser/index.ts';

class FakeDocument extends EventTarget {
  visibilityState = 'visible';
}

/** A page around the test, as far as it is watched. */
function withPage(test: (page: EventTarget, document: FakeDocument) => void): void {
  const page = new EventTarget();
  const document = new FakeDocument();
  const parts = {
    document,
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
  };
  const names = Object.keys(parts);
  const before = names.map(name => Object.getOwnPropertyDescriptor(globalThis, name));
  for (const [name, value] of Object.entries(parts)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  try {
    test(page, document);
  } finally {
    for (const [n, name] of names.entries()) {
      const descriptor = before[n];
      Reflect.deleteProperty(globalThis, name);
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    }
  }
}

test('a page reports its network, and whether it is visible, until it is left', () => {
  withPage((page, document) => {
    const received: Surrounding[] = [];
    const leave = globalEnvironment().watch(change => received.push(change));
    for (const type of ['offline', 'online', 'pageshow']) page.dispatchEvent(new Event(type));
    document.visibilityState = 'hidden';
    document.dispatchEvent(new Event('visibilitychange'));
    document.visibilityState = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
    expect(received).toEqual(['offline', 'online', 'woke', 'woke']);
    leave();
    page.dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('visibilitychange'));
    expect(received).toHaveLength(4);
  });
});

test('without window or document nothing is watched, and leaving does nothing', () => {
  const leave = globalEnvironment().watch(() => undefined);
  expect(leave()).toBeUndefined();
});

test('names are 32 hexadecimal digits, and differ', () => {
  const { uniqueId } = globalEnvironment();
  const names = Array.from({ length: 100 }, uniqueId);
  expect(new Set(names).size).toBe(100);
  expect(names.every(name => /^[0-9a-f]{32}$/.test(name))).toBe(true);
});

test('a timer can be taken back', () => {
  const { setTimer } = globalEnvironment();
  const clear = setTimer(() => {
    throw new Error('it rang');
  }, 0);
  expect(clear()).toBeUndefined();
});
