import { deliveryStates, disabledReasons, sendFailures } from '../../../core/wire/webhook.ts';
import {
  deliveryWords,
  failureWords,
  isSuccess,
  outcomeText,
  reasonWords,
} from '../../../dashboard/webhooks/webhook-words.ts';

test('every reason, failure and state has its words', () => {
  expect(Object.keys(reasonWords).sort()).toEqual([...disabledReasons].sort());
  expect(Object.keys(failureWords).sort()).toEqual([...sendFailures].sort());
  expect(Object.keys(deliveryWords).sort()).toEqual([...deliveryStates].sort());
});

test.each([
  [{ status: 500 }, 'answered 500'],
  [{ status: 307 }, 'answered 307, a redirect, which is not followed'],
  [{ status: 429 }, 'answered 429, too many requests'],
  [{ status: 410 }, 'answered 410, gone'],
  [{ failure: 'TLS_FAILED' }, 'its certificate is not valid for that name'],
  [{}, undefined],
] as const)('%j reads "%s"', (outcome, text) => {
  expect(outcomeText(outcome)).toBe(text);
});

test.each([
  [200, true],
  [204, true],
  [299, true],
  [199, false],
  [300, false],
  [undefined, false],
])('the answer %s is a success: %s', (status, is) => {
  expect(isSuccess({ at: 1, tookMs: 1, status })).toBe(is);
});
