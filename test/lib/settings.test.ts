import { currencyCodes } from '../../core/wire/iso-4217.ts';
import { parseSettings } from '../../lib/settings.ts';

const provider = {
  jwksUri: 'https://login.example.com/jwks.json',
  jwtIssuer: 'https://login.example.com/',
  jwtAudience: 'gallobets',
};

const queueArn = 'arn:aws:sqs:us-east-1:123456789012:bets';
const busArn = 'arn:aws-cn:events:cn-north-1:123456789012:event-bus/partners';

describe('settings', () => {
  it('have safe defaults', () => {
    expect(parseSettings({})).toEqual({
      sseHost: 'function-url',
      proposalTimeoutSeconds: 180,
      depletionNoticeSeconds: 3_600,
      currencies: ['MXN'],
      checkUsers: true,
      workflowFourEyes: true,
      allowedOrigins: [],
      jwtIssuer: 'gallobets',
      jwtAudience: ['gallobets-realtime'],
      roleClaim: 'role',
      permissionsClaim: 'permissions',
      longestTokenSeconds: 86_400,
      historyDays: 7,
      logGeneration: 1,
      auditDays: 90,
      removalPolicy: 'retain',
      deletionProtection: false,
      largeBetAmount: 100_000,
      largeTransactionAmount: 1_000_000,
      streamLifetimeSeconds: 270,
      tailPollMs: 250,
      connectionsPerAddress: 500,
      attemptsPerAddress: 1_500,
      streamsPerStaff: 20,
      streamsPerUser: 2,
      publicStreams: 100,
      liveStreams: 400,
      webhookRetryAttempts: 9,
      webhookTimeoutMs: 15_000,
      webhookDestinations: [],
      ...{ webhookLoopback: false, alarms: true, accessLogs: false, traceSampling: 0.01 },
    });
  });

  it('are read from the strings of -c key=value', () => {
    expect(
      parseSettings({
        ...provider,
        jwtClientIds: 'page, app',
        roleClaim: 'realm_access.roles',
        roleMap: 'admins = admin, a=b=operator',
        defaultRole: 'bettor',
        permissionsClaim: 'scope',
        sseHost: 'function-url',
        proposalTimeoutSeconds: '5',
        depletionNoticeSeconds: '0',
        currencies: 'USD, MXN',
        checkUsers: 'false',
        workflowFourEyes: 'false',
        allowedOrigins: 'https://admin.example.com, http://localhost:3000',
        longestTokenSeconds: '3600',
        historyDays: '30',
        logGeneration: '2',
        auditDays: '365',
        removalPolicy: 'destroy',
        deletionProtection: 'false',
        maxReadRequestUnits: '100',
        maxWriteRequestUnits: '1000000',
        reservedConcurrency: 'streams=45, fanOut=20,sockets=40,courier=20,management=60,webhooks=2',
        largeBetAmount: '500',
        largeTransactionAmount: '9007199254740991',
        streamLifetimeSeconds: '780',
        tailPollMs: '50',
        connectionsPerAddress: '5000',
        attemptsPerAddress: '100000',
        accountConcurrency: '1000',
        streamsPerStaff: '100',
        streamsPerUser: '1',
        publicStreams: '0',
        liveStreams: '0',
        webhookRetryAttempts: '0',
        webhookTimeoutMs: '30000',
        webhookDestinations: `${queueArn}, ${busArn}`,
        ...{ webhookLoopback: 'true', alarms: 'true', accessLogs: 'true', traceSampling: '0.5' },
        alarmEmail: 'on-call@example.com',
      }),
    ).toEqual({
      ...provider,
      jwtAudience: ['gallobets'],
      jwtClientIds: ['page', 'app'],
      roleClaim: 'realm_access.roles',
      roleMap: [
        { value: 'admins', role: 'admin' },
        { value: 'a=b', role: 'operator' },
      ],
      defaultRole: 'bettor',
      permissionsClaim: 'scope',
      sseHost: 'function-url',
      proposalTimeoutSeconds: 5,
      depletionNoticeSeconds: 0,
      currencies: ['USD', 'MXN'],
      checkUsers: false,
      workflowFourEyes: false,
      allowedOrigins: ['https://admin.example.com', 'http://localhost:3000'],
      longestTokenSeconds: 3_600,
      historyDays: 30,
      logGeneration: 2,
      auditDays: 365,
      removalPolicy: 'destroy',
      deletionProtection: false,
      maxReadRequestUnits: 100,
      maxWriteRequestUnits: 1_000_000,
      reservedConcurrency: {
        ...{ streams: 45, fanOut: 20, sockets: 40, courier: 20, management: 60, webhooks: 2 },
      },
      largeBetAmount: 500,
      largeTransactionAmount: 9007199254740991,
      streamLifetimeSeconds: 780,
      tailPollMs: 50,
      connectionsPerAddress: 5_000,
      attemptsPerAddress: 100_000,
      accountConcurrency: 1_000,
      streamsPerStaff: 100,
      streamsPerUser: 1,
      publicStreams: 0,
      liveStreams: 0,
      webhookRetryAttempts: 0,
      webhookTimeoutMs: 30_000,
      webhookDestinations: [queueArn, busArn],
      ...{ webhookLoopback: true, alarms: true, accessLogs: true, traceSampling: 0.5 },
      alarmEmail: 'on-call@example.com',
    });
  });

  it('are read from the values of cdk.json', () => {
    expect(
      parseSettings({
        proposalTimeoutSeconds: 86_400,
        currencies: ['JPY', 'KWD'],
        allowedOrigins: ['https://admin.example.com:8443'],
        reservedConcurrency: { fanOut: 20 },
      }),
    ).toMatchObject({
      proposalTimeoutSeconds: 86_400,
      currencies: ['JPY', 'KWD'],
      allowedOrigins: ['https://admin.example.com:8443'],
      reservedConcurrency: { fanOut: 20 },
    });
  });

  it('take an empty list of origins from an empty string', () => {
    expect(parseSettings({ allowedOrigins: '' }).allowedOrigins).toEqual([]);
  });

  it.each(['https://admin.example.com', 'http://localhost:3000', 'http://127.0.0.1:8080'])(
    'take %s for a front door, whose pages then count among the allowed ones',
    frontDoorOrigin => {
      const allowedOrigins = 'https://b.example';
      expect(parseSettings({ frontDoorOrigin, allowedOrigins })).toMatchObject({
        frontDoorOrigin,
        allowedOrigins: ['https://b.example', frontDoorOrigin],
      });
    },
  );

  it.each([
    '@aws-cdk/core:checkSecretUsage',
    '@aws-cdk/core.slowSynthThreshold',
    '@aws-cdk-containers/ecs-service-extensions:enableDefaultLogDriver',
    'aws:cdk:bundling-stacks',
    'aws-cdk:enableDiffNoFail',
    'availability-zones:account=123456789012:region=us-east-1',
    'cli-telemetry',
    'acknowledged-issue-numbers',
  ])('leave the CDK’s own key %s alone', key => {
    expect(() => parseSettings({ [key]: true })).not.toThrow();
  });

  it.each([
    ['team', 'stage'],
    ['environment', 'sseHost'],
    ['vpc-provider', 'currencies'],
    ['', 'stage'],
  ])('refuse %j, a key of nobody’s, with the nearest that there is', (key, nearest) => {
    expect(() => parseSettings({ [key]: 'derby' })).toThrow(
      new Error(
        `bad context:\n  ${key}: received "derby", expected a key of docs/architecture.md#context, of which ${nearest} is the nearest`,
      ),
    );
  });

  const origins =
    'origins such as https://admin.example.com (scheme, host and port; no path), comma-separated or a list';
  const frontDoor =
    'one origin: https, or http on localhost or 127.0.0.1, such as https://admin.example.com';
  const concurrency =
    'some of streams=N, fanOut=N, sockets=N, courier=N, management=N, webhooks=N, comma-separated, N a whole number from 1 to 10000, of webhooks from 2';

  it.each([
    ['proposalTimeoutSeconds', 'soon', '"soon"', 'a whole number from 1 to 86400'],
    ['proposalTimeoutSeconds', '0', '"0"', 'a whole number from 1 to 86400'],
    ['proposalTimeoutSeconds', 86_401, '86401', 'a whole number from 1 to 86400'],
    ['proposalTimeoutSeconds', 1.5, '1.5', 'a whole number from 1 to 86400'],
    ['proposalTimeoutSeconds', '', '""', 'a whole number from 1 to 86400'],
    ['proposalTimeoutSeconds', true, 'true', 'a whole number from 1 to 86400'],
    ['depletionNoticeSeconds', 604_801, '604801', 'a whole number from 0 to 604800'],
    ['depletionNoticeSeconds', -1, '-1', 'a whole number from 0 to 604800'],
    ['longestTokenSeconds', '0', '"0"', 'a whole number from 1 to 31536000'],
    ['longestTokenSeconds', 31_536_001, '31536001', 'a whole number from 1 to 31536000'],
    ['historyDays', '1', '"1"', 'a whole number from 2 to 365'],
    ['logGeneration', '0', '"0"', 'a whole number from 1 to 1000000'],
    ['historyDays', 366, '366', 'a whole number from 2 to 365'],
    ['largeBetAmount', '-1', '"-1"', 'a whole number from 1 to 9007199254740991'],
    [
      'largeTransactionAmount',
      '9007199254740992',
      '"9007199254740992"',
      'a whole number from 1 to 9007199254740991',
    ],
    ['streamLifetimeSeconds', '4', '"4"', 'a whole number from 5 to 780'],
    ['tailPollMs', '49', '"49"', 'a whole number from 50 to 5000'],
    ['tailPollMs', '5001', '"5001"', 'a whole number from 50 to 5000'],
    ['streamLifetimeSeconds', '781', '"781"', 'a whole number from 5 to 780'],
    ['accountConcurrency', '0', '"0"', 'a whole number from 1 to 1000000'],
    ['streamsPerStaff', '101', '"101"', 'a whole number from 1 to 100'],
    ['streamsPerUser', '0', '"0"', 'a whole number from 1 to 100'],
    ['publicStreams', '-1', '"-1"', 'a whole number from 0 to 10000'],
    ['publicStreams', '10001', '"10001"', 'a whole number from 0 to 10000'],
    ['liveStreams', '10001', '"10001"', 'a whole number from 0 to 10000'],
    ['connectionsPerAddress', '0', '"0"', 'a whole number from 1 to 5000'],
    ['connectionsPerAddress', '5001', '"5001"', 'a whole number from 1 to 5000'],
    ['attemptsPerAddress', '0', '"0"', 'a whole number from 1 to 100000'],
    ['attemptsPerAddress', '100001', '"100001"', 'a whole number from 1 to 100000'],
    ['sseHost', 'fargate', '"fargate"', 'function-url or web-function'],
    ['removalPolicy', 'delete', '"delete"', 'retain or destroy'],
    ['checkUsers', 'no', '"no"', 'true or false'],
    ['checkUsers', 0, '0', 'true or false'],
    ['webhookRetryAttempts', '10', '"10"', 'a whole number from 0 to 9'],
    ['webhookTimeoutMs', '999', '"999"', 'a whole number from 1000 to 30000'],
    ['webhookTimeoutMs', 30_001, '30001', 'a whole number from 1000 to 30000'],
    ['webhookLoopback', 'yes', '"yes"', 'true or false'],
    ['workflowFourEyes', 'maybe', '"maybe"', 'true or false'],
    [
      'allowedOrigins',
      'https://admin.example.com/app',
      '"https://admin.example.com/app"',
      `${origins}; "https://admin.example.com/app" is none`,
    ],
    [
      'allowedOrigins',
      'admin.example.com',
      '"admin.example.com"',
      `${origins}; "admin.example.com" is none`,
    ],
    [
      'allowedOrigins',
      'ftp://a.example',
      '"ftp://a.example"',
      `${origins}; "ftp://a.example" is none`,
    ],
    ['allowedOrigins', 'https://a.example,', '"https://a.example,"', `${origins}; "" is none`],
    [
      'allowedOrigins',
      'https://*.example',
      '"https://*.example"',
      `${origins}; "https://*.example" is none`,
    ],
    [
      'allowedOrigins',
      '*',
      '"*"',
      `${origins}; "*" would let any web site read streams from its visitors' browsers`,
    ],
    ['allowedOrigins', 7, '7', origins],
    ['frontDoorOrigin', 'http://admin.example.com', '"http://admin.example.com"', frontDoor],
    [
      'frontDoorOrigin',
      'https://admin.example.com/app',
      '"https://admin.example.com/app"',
      frontDoor,
    ],
    [
      'frontDoorOrigin',
      'https://a.example,https://b.example',
      '"https://a.example,https://b.example"',
      frontDoor,
    ],
    [
      'frontDoorOrigin',
      'http://localhost.example.com',
      '"http://localhost.example.com"',
      frontDoor,
    ],
    ['frontDoorOrigin', '*', '"*"', frontDoor],
    ['frontDoorOrigin', '', '""', frontDoor],
    ['allowedOrigins', [7], '[7]', origins],
    ['reservedConcurrency', '100', '"100"', concurrency],
    ['reservedConcurrency', 'streams=0', '"streams=0"', concurrency],
    ['reservedConcurrency', 'streams=many', '"streams=many"', concurrency],
    ['reservedConcurrency', 'readers=5', '"readers=5"', concurrency],
    ['reservedConcurrency', 'webhooks=1', '"webhooks=1"', concurrency],
    ['reservedConcurrency', { fanOut: 10_001 }, '{"fanOut":10001}', concurrency],
  ])('refuse %s %j', (key, value, received, expected) => {
    expect(() => parseSettings({ [key]: value })).toThrow(
      new Error(`bad context:\n  ${key}: received ${received}, expected ${expected}`),
    );
  });

  it('take what an account of that size lets reserve, unless it is given', () => {
    expect(parseSettings({ accountConcurrency: '1000' })).toMatchObject({
      publicStreams: 100,
      reservedConcurrency: {
        ...{ streams: 23, fanOut: 23, sockets: 23, courier: 23, management: 46, webhooks: 23 },
      },
    });
    const small = parseSettings({ accountConcurrency: '10' });
    expect([small.publicStreams, small.reservedConcurrency]).toEqual([0, undefined]);
    const given = parseSettings({ accountConcurrency: '1000', reservedConcurrency: 'fanOut=900' });
    expect(given.reservedConcurrency).toEqual({ fanOut: 900 });
  });

  it('refuse shares that a deploy would refuse', () => {
    const context = { accountConcurrency: '1000', reservedConcurrency: 'streams=100,fanOut=20' };
    expect(() => parseSettings(context)).toThrow(
      new Error(
        'bad context:\n  reservedConcurrency: received "streams=100,fanOut=20", together 1520 (streams 12 × 100, fanOut 20, publicStreams 3 × 100), expected at most 900, because Lambda keeps 100 of accountConcurrency=1000 unreserved',
      ),
    );
  });

  it('take 20 origins and refuse the 21st', () => {
    const list = (length: number) =>
      Array.from({ length }, (_, index) => `https://admin${index}.example.com`);
    expect(parseSettings({ allowedOrigins: list(20) }).allowedOrigins).toHaveLength(20);
    expect(() => parseSettings({ allowedOrigins: list(21) })).toThrow(
      'expected at most 20 origins',
    );
  });

  const codes =
    '1 to 20 codes of ISO 4217 such as MXN,USD, comma-separated or a list, each once, that of proposals that name none first';

  it.each([
    ['mxn', '; "mxn" is none, perhaps MXN'],
    // Pesos until 1993, which Intl still knows.
    ['MXP', '; "MXP" is none, perhaps MXN'],
    ['MX', '; "MX" is none, perhaps MXN'],
    ['USD,EURO', '; "EURO" is none, perhaps EUR'],
    ['pesos', '; "pesos" is none'],
    ['XAU', '; "XAU" is none, perhaps XAF'],
    ['', '; "" is none'],
    ['MXN,', '; "" is none'],
    ['MXN,USD,MXN', '; MXN is there more than once'],
    ['MXN,MXN', '; MXN is there more than once'],
    [[], ''],
    [7, ''],
    [['MXN', 7], ''],
    [{ MXN: true }, ''],
  ])('refuse the currencies %j', (currencies, advice) => {
    expect(() => parseSettings({ currencies })).toThrow(
      new Error(
        `bad context:\n  currencies: received ${JSON.stringify(currencies)}, expected ${codes}${advice}`,
      ),
    );
  });

  it('take 20 currencies and refuse the 21st', () => {
    expect(parseSettings({ currencies: currencyCodes.slice(0, 20) }).currencies).toHaveLength(20);
    expect(() => parseSettings({ currencies: currencyCodes.slice(0, 21) })).toThrow(
      `expected ${codes}; these are 21`,
    );
  });

  it.each([
    ['proposalTimoutSeconds', 'proposalTimeoutSeconds'],
    ['allowedOrigin', 'allowedOrigins'],
    ['history-days', 'historyDays'],
    ['JWKS_URI', 'jwksUri'],
    ['removalPolcy', 'removalPolicy'],
    ['currency', 'currencies'],
    ['streamsPerStuff', 'streamsPerStaff'],
  ])('take %s for a misspelling', (given, meant) => {
    expect(() => parseSettings({ [given]: 'x' })).toThrow(
      new Error(`bad context:\n  ${given}: received "x", expected the key ${meant}`),
    );
  });

  it('name every bad key at once', () => {
    expect(() => parseSettings({ historyDays: 0, removalPolicy: 'keep' })).toThrow(
      new Error(
        'bad context:\n  historyDays: received 0, expected a whole number from 2 to 365\n  removalPolicy: received "keep", expected retain or destroy',
      ),
    );
  });
});
