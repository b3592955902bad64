import { releasedVersion } from '../../../tools/release/released-version.ts';

test('a release is recorded under its version', () => {
  expect(releasedVersion('0.2.0')).toBe('0.2.0');
});

test('what is not released is not recorded as a release', () => {
  expect(() => releasedVersion('0.2.0-dev')).toThrow(
    'the version of package.json: received 0.2.0-dev, expected one that is released, such as 0.2.0',
  );
});
