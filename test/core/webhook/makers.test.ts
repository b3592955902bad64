import { isDemoted } from '../../../core/webhook/makers.ts';
import type { WebhookMaker } from '../../../core/webhook/stored-webhook.ts';

const maker = (role: string, listedRole?: string): WebhookMaker => ({
  ...{ userId: 'kim', role, permissions: [] },
  listedRole,
});

test.each([
  ['admin', undefined, undefined, false],
  ['admin', 'admin', 'admin', false],
  ['admin', 'admin', 'operator', true],
  ['admin', 'admin', 'bettor', true],
  // The user was removed, or their item lost its role.
  ['admin', 'admin', undefined, true],
  ['admin', 'user', undefined, true],
  ['admin', undefined, 'operator', true],
  // The item never had the token's role: the backend does not keep it there.
  ['admin', 'user', 'user', false],
  ['admin', 'user', 'admin', false],
  ['operator', 'operator', 'admin', false],
  ['operator', 'operator', 'bettor', true],
  ['operator', 'admin', 'operator', false],
  ['bettor', 'bettor', 'guest', false],
])(
  'a maker with the role %s, in Users %s then and %s now: demoted is %s',
  (role, then, now, expected) => {
    expect(isDemoted(maker(role, then), now)).toBe(expected);
  },
);
