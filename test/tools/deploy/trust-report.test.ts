import type { DeployedStack } from '../../../tools/deploy/deployed-stack.ts';
import { trustReport } from '../../../tools/deploy/trust-report.ts';

const defaults = { jwksUri: null, allowedOrigins: [], removalPolicy: 'retain', roleClaim: 'role' };

const trusting = (trusted: Readonly<Record<string, unknown>>, version = '0.1.0') => ({
  Metadata: { GalloBets: { version, trusted } },
});

const deployed = (template: unknown): DeployedStack => ({
  kind: 'deployed',
  status: 'UPDATE_COMPLETE',
  template,
});

const report = (before: DeployedStack, settings: Readonly<Record<string, unknown>>) =>
  trustReport(
    before,
    { stackName: 'GalloBetsRealtime', trust: { settings, unknown: [] } },
    { defaults, place: 'eu-west-1 of account 111122223333' },
  );

const changes = (
  before: Readonly<Record<string, unknown>>,
  next: Readonly<Record<string, unknown>>,
) => {
  const { text, asks } = report(deployed(trusting(before)), next);
  expect(asks).toBe(true);
  return text.split('\n').filter(line => line.startsWith('  '));
};

test('a stack that is not there is said to be new, and nobody is asked', () => {
  expect(report({ kind: 'none' }, defaults)).toEqual({
    text: 'GalloBetsRealtime is not deployed yet in eu-west-1 of account 111122223333 (there is none of that name).',
    asks: false,
  });
  expect(report({ kind: 'none', status: 'ROLLBACK_COMPLETE' }, defaults)).toEqual({
    text: 'GalloBetsRealtime is not deployed yet in eu-west-1 of account 111122223333 (it is ROLLBACK_COMPLETE).',
    asks: false,
  });
});

test('a stack that is new and protected is asked about, for a rollback cannot delete its tables', () => {
  const isProtected = { ...defaults, deletionProtection: true };
  expect(report({ kind: 'none' }, isProtected)).toEqual({
    text: `GalloBetsRealtime is not deployed yet in eu-west-1 of account 111122223333 (there is none of that name).

  deletionProtection: should this first deployment fail, CloudFormation could not take back the tables that it had made; deploy it first with -c deletionProtection=false, and then as it is
`,
    asks: true,
  });
  expect(report({ kind: 'none' }, { ...defaults, deletionProtection: false }).asks).toBe(false);
});

test('where nothing of it changes nobody is asked', () => {
  expect(report(deployed(trusting(defaults)), defaults)).toEqual({
    text: 'GalloBetsRealtime is deployed in eu-west-1 of account 111122223333 (UPDATE_COMPLETE, by 0.1.0). What it trusts stays as it is.',
    asks: false,
  });
});

test('a provider that was forgotten is said with what follows', () => {
  const jwksUri = 'https://login.example.com/jwks.json';
  expect(report(deployed(trusting({ ...defaults, jwksUri })), defaults)).toEqual({
    text: `GalloBetsRealtime is deployed in eu-west-1 of account 111122223333 (UPDATE_COMPLETE, by 0.1.0). This would change what it trusts:

  jwksUri: deployed ${jwksUri}, now none: an HS256 secret of the stack’s own is made, and tokens of the provider are refused
`,
    asks: true,
  });
});

test.each([
  [
    { jwksUri: null },
    { jwksUri: 'https://a.example/jwks' },
    'jwksUri: deployed none, now https://a.example/jwks: the provider’s tokens are taken, and those that the stack’s own secret signed are refused',
  ],
  [
    { jwksUri: 'https://a.example/jwks' },
    { jwksUri: 'https://b.example/jwks' },
    'jwksUri: deployed https://a.example/jwks, now https://b.example/jwks: tokens are taken that these keys signed, and all others are refused',
  ],
  [
    { removalPolicy: 'retain' },
    { removalPolicy: 'destroy' },
    'removalPolicy: deployed retain, now destroy: tables, secrets and bucket are deleted with the stack, with all that is in them',
  ],
  [
    { jwtAudience: ['a', 'b'] },
    { jwtAudience: ['b'] },
    'jwtAudience: deployed ["a","b"], now ["b"]: tokens with another aud are refused',
  ],
  [
    { frontDoorOrigin: 'https://a.example' },
    { frontDoorOrigin: null },
    'frontDoorOrigin: deployed https://a.example, now none: no page signs in with a cookie',
  ],
  [
    { alarmEmail: 'on-call@example.com' },
    { alarmEmail: null },
    'alarmEmail: deployed on-call@example.com, now none: alarms are sent to no address',
  ],
  [
    { alarms: true },
    { alarms: false },
    'alarms: deployed true, now false: all alarms, their topic and its subscriptions are removed: nobody is woken',
  ],
  [{ aSettingToCome: 1 }, { aSettingToCome: 2 }, 'aSettingToCome: deployed 1, now 2'],
])('from %j to %j', (before, next, line) => {
  expect(changes(before, next)).toEqual([`  ${line}`]);
});

test('of origins and destinations each that comes or goes is a line, and their order is none', () => {
  const queue = 'arn:aws:sqs:us-east-1:123456789012:bets';
  expect(
    changes(
      { allowedOrigins: ['https://a.example', 'https://b.example'], webhookDestinations: [queue] },
      { allowedOrigins: ['https://c.example', 'https://b.example'], webhookDestinations: [] },
    ),
  ).toEqual([
    '  allowedOrigins: https://c.example is added: its pages may read streams and open sockets',
    '  allowedOrigins: https://a.example is removed: its pages may no longer read streams or open sockets',
    `  webhookDestinations: ${queue} is removed: webhooks that deliver to it fail from now on`,
  ]);
  const turned = { allowedOrigins: ['https://b.example', 'https://a.example'] };
  const before = { allowedOrigins: ['https://a.example', 'https://b.example'] };
  expect(report(deployed(trusting(before)), turned).asks).toBe(false);
});

test('a setting that the deployed version did not have was as it is by default', () => {
  const { roleClaim: _, ...older } = defaults;
  expect(report(deployed(trusting(older)), defaults).asks).toBe(false);
  expect(changes(older, { ...defaults, roleClaim: 'realm_access.roles' })).toEqual([
    '  roleClaim: deployed role, now realm_access.roles: another claim of a token says the role of whom it is',
  ]);
});

test('a setting that this version does not have any more is said', () => {
  expect(changes({ ...defaults, betterClaim: 'x' }, defaults)).toEqual([
    '  betterClaim: deployed x, now none',
  ]);
});

test('of a template that does not show what it trusts, what is not known is named, and asked about', () => {
  const { text, asks } = report(deployed(undefined), defaults);
  expect(asks).toBe(true);
  expect(text).toContain('(UPDATE_COMPLETE, by a version that does not say so).');
  expect(text.split('\n').filter(line => line.startsWith('  '))).toEqual([
    '  not known of what is deployed, so look yourself: checkUsers, workflowFourEyes, allowedOrigins, frontDoorOrigin, jwksUri, jwtIssuer, jwtAudience, longestTokenSeconds, historyDays, logGeneration, auditDays, removalPolicy, webhookDestinations',
  ]);
  // A setting that came later is none that it could have had.
  const { text: other } = report(deployed(undefined), { ...defaults, roleClaim: 'groups' });
  expect(other).toContain('  roleClaim: deployed role, now groups: ');
});
