import { trustOfTemplate } from '../../../tools/deploy/deployed-trust.ts';
import { synthesize } from '../../lib/synthesize.ts';

const provider = {
  jwksUri: 'https://login.example.com/jwks.json',
  jwtIssuer: 'https://login.example.com/',
  jwtAudience: 'gallobets',
};

test('a template says itself what it trusts, and which version made it', () => {
  const template = { Metadata: { GalloBets: { version: '9.8.7', trusted: { jwksUri: null } } } };
  expect(trustOfTemplate(template)).toEqual({
    version: '9.8.7',
    settings: { jwksUri: null },
    unknown: [],
  });
});

/** Settings that no such version had. */
const later = [
  ...['jwtClientIds', 'roleClaim', 'roleMap', 'defaultRole', 'permissionsClaim'],
  ...['deletionProtection', 'alarms', 'alarmEmail'],
];

test.each([
  [{}],
  [{ ...provider, allowedOrigins: 'https://a.example,https://b.example' }],
  [{ frontDoorOrigin: 'https://front.example', removalPolicy: 'destroy', checkUsers: 'false' }],
  [{ workflowFourEyes: 'false', logGeneration: '3', longestTokenSeconds: '60' }],
  [{ historyDays: '30', auditDays: '365' }],
  [{ webhookDestinations: 'arn:aws:sqs:us-east-1:123456789012:bets' }],
])('of %j the same is read from a template of a version that did not say so', context => {
  const { Metadata, ...template } = synthesize(context).toJSON();
  const trusted = Object.entries(Metadata.GalloBets.trusted);
  const settings = Object.fromEntries(trusted.filter(([name]) => !later.includes(name)));
  expect(trustOfTemplate(template)).toEqual({ settings, unknown: [] });
});

test('what such a template does not show is not known', () => {
  const Resources = {
    Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 't' } },
    ManagementFunction: {
      Properties: {
        Environment: {
          Variables: {
            POWERTOOLS_SERVICE_NAME: 'management',
            JWT_ISSUER: 'gallobets',
            JWT_AUDIENCE: 'gallobets-realtime',
            LONGEST_TOKEN_SECONDS: { Ref: 'Seconds' },
            ALLOWED_ORIGINS: 'https://a.example',
          },
        },
      },
    },
  };
  expect(trustOfTemplate({ Resources })).toEqual({
    settings: {
      jwksUri: null,
      jwtIssuer: 'gallobets',
      jwtAudience: ['gallobets-realtime'],
      frontDoorOrigin: null,
      allowedOrigins: ['https://a.example'],
    },
    unknown: [
      ...['checkUsers', 'workflowFourEyes', 'longestTokenSeconds', 'historyDays'],
      ...['logGeneration', 'auditDays', 'removalPolicy', 'webhookDestinations'],
    ],
  });
});

test.each([[undefined], [null], [[]], ['Resources: {}'], [{ Resources: [] }], [{}]])(
  'of %j nothing is known',
  template => {
    expect(trustOfTemplate(template)).toMatchObject({
      settings: {},
      unknown: expect.arrayContaining(['jwksUri', 'removalPolicy']),
    });
  },
);
