import { secretProblem } from '../../../examples/inbound-webhook/webhook-secret.ts';

const expected = 'expected whsec_ and the base64 of 24 to 64 bytes';
const bytes = (count: number) => `whsec_${Buffer.alloc(count, 7).toString('base64')}`;

test.each([
  ['the example of the specification', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  ['24 bytes', bytes(24)],
  ['25 bytes, padded', bytes(25)],
  ['64 bytes', bytes(64)],
])('a secret of %s is taken', (_title, secret) => {
  expect(secretProblem(secret)).toBeUndefined();
});

test.each([
  ['nothing', '', 'received nothing'],
  ['text', 'a secret long enough, or so', 'received 27 characters that do not start with whsec_'],
  ['base64url', `whsec_${'-_'.repeat(16)}`, 'received what is no base64 after whsec_'],
  ['a line break', `${bytes(24)}\n`, 'received what is no base64 after whsec_'],
  ['23 bytes', bytes(23), 'received 23 bytes'],
  ['65 bytes', bytes(65), 'received 65 bytes'],
])('a secret of %s is refused, and not repeated', (_title, secret, received) => {
  expect(secretProblem(secret)).toBe(`${received}, ${expected}`);
});
