import { paymentStreamRefusal } from '../../../core/auth/payment-stream-refusal.ts';
import type { ChannelName } from '../../../core/wire/event.ts';
import type { PaymentStreamFilter } from '../../../core/wire/payment-stream-filter.ts';

const own: readonly ChannelName[] = ['payment-streams'];
const several: readonly ChannelName[] = ['inbox', 'payment-streams'];
const addresses = ['GANA', 'GANA2'];

const cases: readonly (readonly [
  string,
  PaymentStreamFilter | undefined,
  readonly ChannelName[],
  string | undefined,
])[] = [
  ['bettor', undefined, own, undefined],
  ['bettor', undefined, ['inbox'], undefined],
  ['bettor', { streams: ['of-others', 'of-nobody'] }, own, undefined],
  ['bettor', { all: false }, several, undefined],
  ['bettor', { users: ['ana'] }, own, undefined],
  ['bettor', { users: ['GANA', 'GANA2', 'ana'] }, several, undefined],
  ['bettor', { users: ['beto'] }, own, 'ROLE_NOT_ALLOWED received users=beto of the role bettor'],
  [
    'bettor',
    { users: ['ana', 'nobody at all'], streams: ['s'] },
    own,
    'ROLE_NOT_ALLOWED received users=nobody at all of the role bettor',
  ],
  ['bettor', { users: ['gana'] }, own, 'ROLE_NOT_ALLOWED received users=gana of the role bettor'],
  ['bettor', { all: true }, own, 'ROLE_NOT_ALLOWED received all=true of the role bettor'],
  [
    'bettor',
    { all: true, users: ['ana'] },
    several,
    'ROLE_NOT_ALLOWED received all=true of the role bettor',
  ],
  ['Admin', { all: true }, own, 'ROLE_NOT_ALLOWED received all=true of the role Admin'],
  ['bettor', { streams: ['s'] }, ['inbox'], 'QUERY_INVALID received streams for inbox'],
  ['admin', { all: false }, ['fights'], 'QUERY_INVALID received all for fights'],
  [
    'operator',
    { users: ['ana'], streams: ['s'] },
    ['fights', 'bets'],
    'QUERY_INVALID received users, streams for fights, bets',
  ],
  ['operator', { users: ['beto'], all: true }, own, undefined],
  ['admin', { users: ['beto'], streams: ['s'] }, several, undefined],
];

test.each(cases)('%s with %j of %j', (role, filter, channels, expected) => {
  const refusal = paymentStreamRefusal({ userId: 'ana', role, addresses }, filter, channels);
  const received = refusal && `${refusal.code} ${refusal.detail.split(';')[0]}`;
  expect(received).toBe(expected);
});

test('without addresses only the user’s id is its own', () => {
  const ana = { userId: 'ana', role: 'bettor' };
  expect(paymentStreamRefusal(ana, { users: ['ana'] }, own)).toBeUndefined();
  expect(paymentStreamRefusal(ana, { users: ['GANA'] }, own)).toEqual({
    code: 'ROLE_NOT_ALLOWED',
    detail:
      'received users=GANA of the role bettor; expected the caller’s own names in users, or the role admin or operator',
  });
});
