import { type Welcome, welcomeText } from '../../../tools/start/welcome.ts';

const welcome: Welcome = {
  outputs: {
    FightsChannelUrl: 'http://127.0.0.1:4602/',
    UsersChannelUrl: 'http://127.0.0.1:4603/',
    GlobalChannelUrl: 'http://127.0.0.1:4604/',
    ManagementUrl: 'http://127.0.0.1:4606/',
    ProposalsWebSocketUrl: 'ws://127.0.0.1:4605/live',
    Currencies: 'MXN,USD',
    FightsTableName: 'Fights-1',
    UsersTableName: 'Users-1',
    DynamoDbEndpoint: 'http://127.0.0.1:4601',
  },
  outputsFile: 'outputs.local.json',
  tokens: { admin: 'ADMIN', operator: 'OPERATOR', bettor: 'BETTOR', otherBettor: 'OTHER' },
  fightId: 'pelea-abc',
  demo: true,
  bold: text => text,
};

const linesOf = (changes: Partial<Welcome> = {}): string[] =>
  welcomeText({ ...welcome, ...changes }).split('\n');

test('lists every output in two columns', () => {
  expect(linesOf().slice(0, 10)).toEqual([
    '',
    '  FightsChannelUrl       http://127.0.0.1:4602/',
    '  UsersChannelUrl        http://127.0.0.1:4603/',
    '  GlobalChannelUrl       http://127.0.0.1:4604/',
    '  ManagementUrl          http://127.0.0.1:4606/',
    '  ProposalsWebSocketUrl  ws://127.0.0.1:4605/live',
    '  Currencies             MXN,USD',
    '  FightsTableName        Fights-1',
    '  UsersTableName         Users-1',
    '  DynamoDbEndpoint       http://127.0.0.1:4601',
  ]);
});

test('counts the outputs that only whoever looks into a function needs', () => {
  const outputs = {
    FightsChannelFunctionName: 'Stack-Fights',
    FightsChannelLogGroupName: 'Stack-FightsLog',
    ...welcome.outputs,
  };
  const lines = linesOf({ outputs });
  expect(lines.slice(1, 9)).toEqual(linesOf().slice(1, 9));
  expect(lines[10]).toBe('  and 2 names of functions and of their logs, in outputs.local.json');
  expect(lines.join()).not.toContain('Stack-Fights');
});

test('shows the address of the dashboard, where there is one', () => {
  const outputs = { ...welcome.outputs, DashboardUrl: 'http://127.0.0.1:4602/' };
  const signed = linesOf({ outputs: { ...outputs, JwtSecretArn: 'arn' } });
  const at = signed.indexOf('To look at it: open this page and pick a person');
  expect(signed[at + 1]).toBe('http://127.0.0.1:4602/');
  expect(signed[at + 3]).toContain(' http://127.0.0.1:4602/payment-streams-test-client.html');
  const lines = linesOf({ outputs });
  expect(lines).toContain('To look at it: open this page and paste a token');
  expect(linesOf().join()).not.toContain('To look at it');
});

test('shows the terminal client, as somebody it can sign a token for', () => {
  const signed = { outputs: { ...welcome.outputs, JwtSecretArn: 'arn' } };
  expect(linesOf(signed)).toEqual(
    expect.arrayContaining([
      'npm run -s client -- --as ana:admin',
      "npm run -s client -- --as ana:admin 'channel fights' wait",
    ]),
  );
  expect(linesOf({ ...signed, outputsFile: 'other.json' })).toContain(
    'npm run -s client -- --outputs other.json --as ana:admin',
  );
});

test('shows several channels by one stream, where the stack has one', () => {
  const outputs = { ...welcome.outputs, LiveUrl: 'http://127.0.0.1:4607/', JwtSecretArn: 'arn' };
  expect(linesOf({ outputs })).toEqual(
    expect.arrayContaining([
      "npm run -s client -- --as ana:admin 'channel fights,bets' wait",
      `curl -N 'http://127.0.0.1:4607/?channels=fights,bets&token=ADMIN'`,
    ]),
  );
  expect(linesOf().join()).not.toContain('fights,bets');
});

test('shows the terminal client with a token, where tokens are signed elsewhere', () => {
  expect(linesOf()).toContain("GALLOBETS_TOKEN='ADMIN' npm run -s client --");
});

test('shows how a channel is read, and how a role is refused', () => {
  expect(linesOf()).toEqual(
    expect.arrayContaining([
      `curl -N 'http://127.0.0.1:4602/?token=ADMIN'`,
      `curl -N 'http://127.0.0.1:4604/?token=ADMIN'`,
      `curl -i 'http://127.0.0.1:4603/?token=OPERATOR'`,
    ]),
  );
});

test('opens and closes a betting window with a client that needs no configuration', () => {
  const writes = linesOf().filter(line => line.includes('aws dynamodb put-item'));
  expect(writes).toHaveLength(2);
  expect(writes[0]).toMatch(
    /^AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws dynamodb put-item --region us-east-1 --endpoint-url http:\/\/127\.0\.0\.1:4601 --table-name Fights-1 --item '\{"fightId":\{"S":"pelea-abc"\},"status":\{"S":"betting"\},/,
  );
  expect(writes[1]).toContain('"status":{"S":"live"}');
});

test('gives a frame about the very fight that the window was opened for', () => {
  const frame = linesOf().find(line => line.startsWith('{"action":"create_pago_proposal"'));
  expect(JSON.parse(frame ?? '')).toEqual({
    action: 'create_pago_proposal',
    requestId: 'pelea-abc-1',
    data: {
      toUserId: 'bettor-verde',
      fightId: 'pelea-abc',
      amount: 50_000,
      currency: 'MXN',
      message: 'Pago al rojo',
    },
  });
});

test('proposes in the first currency of the stack', () => {
  const outputs = { ...welcome.outputs, Currencies: 'JPY,MXN' };
  const frame = linesOf({ outputs }).find(line => line.startsWith('{"action":"create_pago_'));
  expect(JSON.parse(frame ?? '').data).toMatchObject({ amount: 50_000, currency: 'JPY' });
});

test('without the demo it gives the other side its session too', () => {
  const sessions = (demo: boolean) =>
    linesOf({ demo }).filter(line => line.startsWith('npx node -e '));
  expect(sessions(true)).toHaveLength(1);
  expect(sessions(false)).toHaveLength(2);
  expect(sessions(false)[1]).toMatch(/'ws:\/\/127\.0\.0\.1:4605\/live\?token=OTHER'$/);
});

test('without the demo it makes the bettors of its lines and of the page users who may bet', () => {
  const writesOf = (demo: boolean) =>
    linesOf({ demo }).filter(line => line.includes('DynamoDB_20120810.BatchWriteItem'));
  expect(writesOf(true)).toEqual([]);
  const [write = '', ...others] = writesOf(false);
  expect(others).toEqual([]);
  expect(JSON.parse(/-d '(.*)'$/.exec(write)?.[1] ?? '')).toEqual({
    RequestItems: {
      'Users-1': [
        { PutRequest: { Item: { userId: { S: 'bettor-azul' }, status: { S: 'active' } } } },
        { PutRequest: { Item: { userId: { S: 'bettor-verde' }, status: { S: 'active' } } } },
        { PutRequest: { Item: { userId: { S: 'bettor-morado' }, status: { S: 'active' } } } },
      ],
    },
  });
});

test('asks the management API as an admin: health, statistics, and an event to one bettor', () => {
  const asAdmin = "-H 'authorization: Bearer ADMIN'";
  expect(linesOf()).toEqual(
    expect.arrayContaining([
      `curl -s 'http://127.0.0.1:4606/health?details=true' ${asAdmin}`,
      `curl -s 'http://127.0.0.1:4606/stats' ${asAdmin}`,
      `curl -s 'http://127.0.0.1:4606/openapi.json'`,
    ]),
  );
  const publish = linesOf().find(line => line.includes('4606/events'));
  const body = JSON.parse(/-d '(.*)'$/.exec(publish ?? '')?.[1] ?? '');
  expect(body).toMatchObject({ target: { users: ['bettor-azul'] }, type: 'notification' });
});

test('pasted lines hold no quote that would end them early', () => {
  for (const line of linesOf({ demo: false })) expect(line.split("'").length % 2).toBe(1);
});
