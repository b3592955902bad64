import {
  generateSecretString,
  secretStringOptions,
} from '../../../../local/resources/secrets-manager/secret-string.ts';

const generate = (options: Record<string, unknown>) =>
  generateSecretString(secretStringOptions.parse(options));

test('the default is 32 characters with one of each type', () => {
  for (let run = 0; run < 200; run += 1) {
    const password = generate({});
    expect(password).toHaveLength(32);
    expect(password).toMatch(/[a-z]/);
    expect(password).toMatch(/[A-Z]/);
    expect(password).toMatch(/[0-9]/);
    expect(password).toMatch(/[^a-zA-Z0-9]/);
  }
});

test.each([
  [{ ExcludePunctuation: true, PasswordLength: 64 }, /^[a-zA-Z0-9]{64}$/],
  [{ ExcludePunctuation: true, ExcludeNumbers: true, ExcludeUppercase: true }, /^[a-z]{32}$/],
  [{ ExcludePunctuation: true, ExcludeLowercase: true, IncludeSpace: true }, /^[A-Z0-9 ]{32}$/],
  [{ ExcludePunctuation: true, ExcludeCharacters: 'abcdefghijklmnop' }, /^[q-zA-Z0-9]{32}$/],
])('%p gives only %p', (options, pattern) => {
  for (let run = 0; run < 50; run += 1) expect(generate(options)).toMatch(pattern);
});

test('a password that can hold one of each type and no more holds exactly these', () => {
  const password = generate({ PasswordLength: 3, ExcludePunctuation: true });
  expect([...password].sort().join('')).toMatch(/^[0-9][A-Z][a-z]$/);
});

test('a password too short for one of each type is refused', () => {
  expect(() => generate({ PasswordLength: 3 })).toThrow(
    'cannot generate a password of 3 characters out of 4 character types',
  );
  expect(generate({ PasswordLength: 3, RequireEachIncludedType: false })).toHaveLength(3);
});

test('a template keeps its fields and gets the password under its key', () => {
  const value = generate({
    SecretStringTemplate: '{"username":"ana"}',
    GenerateStringKey: 'password',
    ExcludePunctuation: true,
  });
  expect(JSON.parse(value)).toEqual({
    username: 'ana',
    password: expect.stringMatching(/^[a-zA-Z0-9]{32}$/),
  });
});

test('a template without a key is refused', () => {
  expect(() => generate({ SecretStringTemplate: '{}' })).toThrow(
    'SecretStringTemplate and GenerateStringKey go together',
  );
});
