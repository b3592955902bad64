import { version } from 'react';
import { version as domVersion } from 'react-dom';

// The oldest React that the package's peer range names, beneath the tests of the hooks.
jest.mock('react', () => jest.requireActual('react-18'));
jest.mock('react/jsx-runtime', () => jest.requireActual('react-18/jsx-runtime'));
jest.mock('react-dom', () => jest.requireActual('react-dom-18'));
jest.mock('react-dom/client', () => jest.requireActual('react-dom-18/client'));
jest.mock('react-dom/server', () => jest.requireActual('react-dom-18/server'));
jest.mock('react-dom/test-utils', () => jest.requireActual('react-dom-18/test-utils'));

test('what follows runs on React 18', () => {
  expect([version, domVersion]).toEqual(['18.3.1', '18.3.1']);
});

import './server-rendering.test.tsx';
import './use-hybrid-realtime.test.tsx';
import './use-multi-sse.test.tsx';
import './use-payment-stream.test.tsx';
import './use-payment-streams.test.tsx';
import './use-proposals.test.tsx';
import './use-sse.test.tsx';
import './use-stream-events.test.tsx';
