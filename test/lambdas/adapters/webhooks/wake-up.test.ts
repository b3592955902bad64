import { decodeWakeUp } from '../../../../lambdas/adapters/webhooks/wake-up.ts';

test('a wake-up names its webhook', () => {
  expect(decodeWakeUp('{"webhookId":"partner-1"}')).toBe('partner-1');
});

test.each(['', 'partner-1', '{}', '[]', 'null', '{"webhookId":7}', '{"webhookId":"../x"}'])(
  'what is none names no webhook: %j',
  body => {
    expect(decodeWakeUp(body)).toBeUndefined();
  },
);
