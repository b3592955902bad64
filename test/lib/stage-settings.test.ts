import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stageSettings } from '../../lib/stage-settings.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'stage-settings-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A folder with these files. */
function config(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(directory, 'config-'));
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(folder, `${name}.json`), text);
  }
  return folder;
}

test('a stage has what its file says, and what the file does not say by default', () => {
  const folder = config({ staging: { historyDays: 3, allowedOrigins: ['https://a.example'] } });
  expect(stageSettings({ stage: 'staging' }, folder)).toMatchObject({
    stage: 'staging',
    historyDays: 3,
    allowedOrigins: ['https://a.example'],
    auditDays: 90,
  });
});

test('what the context says counts before what the file says', () => {
  const folder = config({ staging: { historyDays: 3, auditDays: 30 } });
  const context = { stage: 'staging', historyDays: '14' };
  expect(stageSettings(context, folder)).toMatchObject({ historyDays: 14, auditDays: 30 });
});

test('a provider may be given by file and context together', () => {
  const folder = config({
    staging: { jwksUri: 'https://login.example.com/jwks.json', jwtIssuer: 'https://i.example' },
  });
  const context = { stage: 'staging', jwtAudience: 'gallobets' };
  expect(stageSettings(context, folder)).toMatchObject({
    jwtIssuer: 'https://i.example',
    jwtAudience: ['gallobets'],
  });
});

test('without a stage it is default.json, which may be missing, as may the folder', () => {
  expect(stageSettings({}, config({ default: { historyDays: 3 } })).historyDays).toBe(3);
  expect(stageSettings({}, config({ staging: { historyDays: 3 } })).historyDays).toBe(7);
  expect(stageSettings({}, join(directory, 'nowhere')).historyDays).toBe(7);
  expect(stageSettings({}, config({ default: { historyDays: 3 } }))).not.toHaveProperty('stage');
});

test('a stage without a file is refused with those that have one: a misspelled one would be a new stack', () => {
  const folder = config({ staging: {}, production: {}, default: {}, 'settings.schema': {} });
  expect(() => stageSettings({ stage: 'stagin' }, folder)).toThrow(
    new Error(
      `bad context:\n  stage: received "stagin", expected one with a file (there are those of production, staging, perhaps staging); a new one is made by ${join(folder, 'stagin.json')}, in which {} is enough`,
    ),
  );
  expect(() => stageSettings({ stage: 'one' }, config({}))).toThrow(
    'stage: received "one", expected one with a file (there is none)',
  );
});

test.each(['../staging', 'Staging', 'default', '', 7, true])(
  'the stage %j is refused, and no file is read for it',
  stage => {
    const folder = config({ default: '{' });
    mkdirSync(join(folder, 'in'));
    writeFileSync(join(folder, 'staging.json'), '{');
    expect(() => stageSettings({ stage }, join(folder, 'in'))).toThrow(
      new Error(
        `bad context:\n  stage: received ${JSON.stringify(stage)}, expected a name such as staging: up to 20 lower-case letters, digits and hyphens, the first a letter, and none of aws, default and local`,
      ),
    );
  },
);

test('every bad key is named at once, with the file that it stands in', () => {
  const folder = config({
    staging: {
      $schema: './settings.schema.json',
      historyDays: 1,
      removalPolicy: 'keep',
      auditDay: 30,
      '@aws-cdk/core:checkSecretUsage': true,
      stage: 'staging',
    },
  });
  const file = join(folder, 'staging.json');
  expect(() => stageSettings({ stage: 'staging', removalPolicy: 'delete' }, folder)).toThrow(
    new Error(
      [
        'bad context:',
        `${file}: auditDay: received 30, expected the key auditDays`,
        `${file}: @aws-cdk/core:checkSecretUsage: received true, expected a key of docs/architecture.md#context, of which checkUsers is the nearest`,
        `${file}: stage: received "staging", expected no such key: the file is named after its stage`,
        `${file}: historyDays: received 1, expected a whole number from 2 to 365`,
        'removalPolicy: received "delete", expected retain or destroy',
      ].join('\n  '),
    ),
  );
});

test.each([
  ['{', /staging\.json: received no JSON \(SyntaxError: .*\), expected \{"<setting>": …\}$/],
  ['[]', /staging\.json: received a list, expected/],
  ['null', /staging\.json: received null, expected/],
  ['"x"', /staging\.json: received "x", expected/],
])('a file with %s is refused', (text, message) => {
  expect(() => stageSettings({ stage: 'staging' }, config({ staging: text }))).toThrow(message);
});
