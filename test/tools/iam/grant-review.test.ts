import type { RoleUsage } from '../../../local/iam/access-control.ts';
import { reviewGrants } from '../../../tools/iam/grant-review.ts';
import { reviewText } from '../../../tools/iam/review-text.ts';
import { unexercisedGrants } from '../../../tools/iam/unexercised-grants.ts';

const bets = 'arn:aws:dynamodb:us-east-1:000000000000:table/Stack-BetsTable';
const usage = (uses: number, refusals: RoleUsage['refusals'] = []): RoleUsage[] => [
  {
    role: 'SocketRole0627AFEA',
    actors: ['SocketFunction467CA0AA'],
    grants: [
      { action: 'dynamodb:GetItem', resource: bets, uses: 1_200 },
      { action: 'dynamodb:PutItem', resource: bets, uses },
    ],
    refusals,
  },
];
const excuse = {
  actor: '*Function',
  action: 'dynamodb:Put*',
  resource: 'table/*',
  reason: 'once a year',
};

test('a review without an unused grant has no problem', () => {
  const review = reviewGrants(usage(1), []);
  expect(review.problems).toEqual([]);
  expect(reviewText(review)).toBe(
    [
      'SocketFunction',
      '     1,200  dynamodb:GetItem  table/Stack-BetsTable',
      '         1  dynamodb:PutItem  table/Stack-BetsTable',
      '',
      '2 grants: each was used, or has its reason.',
      '',
    ].join('\n'),
  );
});

test('an unused grant is a problem', () => {
  expect(reviewGrants(usage(0), []).problems).toEqual([
    'SocketFunction never used dynamodb:PutItem on table/Stack-BetsTable',
  ]);
});

test('an excuse for it is printed with its reason', () => {
  const review = reviewGrants(usage(0), [excuse]);
  expect(review.problems).toEqual([]);
  expect(reviewText(review)).toContain(
    '    unused  dynamodb:PutItem  table/Stack-BetsTable  (once a year)\n',
  );
});

test.each([
  ['actor', { ...excuse, actor: 'CourierFunction' }],
  ['action', { ...excuse, action: 'dynamodb:Delete*' }],
  ['resource', { ...excuse, resource: 'table/Stack-FightsTable' }],
])('an excuse for another %s is none, and too much', (_, other) => {
  expect(reviewGrants(usage(0), [other]).problems).toEqual([
    'SocketFunction never used dynamodb:PutItem on table/Stack-BetsTable',
    `nothing needs the excuse of ${other.actor} for ${other.action} on ${other.resource} any more`,
  ]);
});

test('an excuse for what was used after all is a problem', () => {
  expect(reviewGrants(usage(7), [excuse]).problems).toEqual([
    'nothing needs the excuse of *Function for dynamodb:Put* on table/* any more',
  ]);
});

describe('an excuse for what is used at times only', () => {
  const atTimes = { ...excuse, atTimes: true } as const;

  test.each([0, 7])('holds where it was used %i times', uses => {
    expect(reviewGrants(usage(uses), [atTimes]).problems).toEqual([]);
  });

  test('is a problem where nothing is granted that it excuses', () => {
    expect(reviewGrants(usage(7), [{ ...atTimes, resource: 'table/none' }]).problems).toEqual([
      'nothing needs the excuse of *Function for dynamodb:Put* on table/none any more',
    ]);
  });

  test('is the one for the marker of the log, which a run in the night uses', () => {
    const marker = unexercisedGrants.filter(({ actor }) => actor === 'LogMarkerFunction');
    const [run] = usage(7);
    const night = run === undefined ? [] : [{ ...run, actors: ['LogMarkerFunction467CA0AA'] }];
    expect(marker).toHaveLength(1);
    expect(reviewGrants(night, marker).problems).toEqual([]);
  });
});

test('what was refused is a problem, and is listed', () => {
  const review = reviewGrants(usage(1, [{ action: 'dynamodb:Query', resource: bets }]), []);
  expect(reviewText(review)).toContain(
    '1 thing is wrong:\n  SocketFunction was refused dynamodb:Query on table/Stack-BetsTable\n',
  );
});

test('a role that nobody acts in goes by its own name', () => {
  const [only] = usage(0);
  const review = reviewGrants(only === undefined ? [] : [{ ...only, actors: [] }], []);
  expect(review.problems).toEqual([
    'SocketRole never used dynamodb:PutItem on table/Stack-BetsTable',
  ]);
});
