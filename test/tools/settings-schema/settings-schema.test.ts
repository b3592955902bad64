import { globSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { settingNames } from '../../../lib/settings.ts';
import { settingsJsonSchema } from '../../../tools/settings-schema/settings-schema.ts';

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const schema = read('config/settings.schema.json');
const accepts = new Ajv({ allErrors: true, strictTuples: false }).compile(schema);

test('config/settings.schema.json is what npm run settings-schema writes', () => {
  const page = readFileSync('docs/architecture.md', 'utf8');
  expect(schema).toEqual(JSON.parse(JSON.stringify(settingsJsonSchema(page))));
});

test('it has each setting but the stage, after which the file is named, with a sentence', () => {
  const { $schema: _, ...properties } = schema.properties;
  expect(Object.keys(properties)).toEqual(settingNames.filter(name => name !== 'stage'));
  const silent = Object.entries<{ description?: string }>(properties).filter(
    ([, { description = '' }]) => description.length < 20 || /[`[\]]/.test(description),
  );
  expect(silent).toEqual([]);
});

const files = globSync('config/*.json').filter(file => !file.endsWith('.schema.json'));

test.each(files)('%s is fit by it, and names it for editors', file => {
  accepts(read(file));
  expect(accepts.errors).toBeNull();
  expect(read(file).$schema).toBe('./settings.schema.json');
});

test.each([{ jwtAudience: 'gallobets' }, { jwtAudience: ['gallobets', 'app'] }])(
  'an editor takes %j, as synth does',
  settings => {
    accepts(settings);
    expect(accepts.errors).toBeNull();
  },
);

test.each([
  [{ historyDays: 1 }, '/historyDays must be >= 2'],
  [{ historyDays: 'many' }, '/historyDays must be integer'],
  [{ historyDay: 3 }, ' must NOT have additional properties'],
  [{ stage: 'staging' }, ' must NOT have additional properties'],
  [{ allowedOrigins: 5 }, '/allowedOrigins must be string,/allowedOrigins must be array'],
  [{ removalPolicy: 'keep' }, '/removalPolicy must be equal to one of the allowed values'],
  [{ reservedConcurrency: { readers: 5 } }, '/reservedConcurrency must NOT have'],
])('an editor marks %j', (settings, mark) => {
  accepts(settings);
  const marks = (accepts.errors ?? []).map(error => `${error.instancePath} ${error.message}`);
  expect(marks.join()).toContain(mark);
});
