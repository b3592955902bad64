import { isStackName, isStageName, stackNameOf } from '../../../core/deployment/stack-name.ts';

test('the stack of a stage is named after it, and that of none has the plain name', () => {
  expect(stackNameOf()).toBe('GalloBetsRealtime');
  expect(stackNameOf('staging')).toBe('GalloBetsRealtime-staging');
});

test.each(['a', 'staging', 'eu-1', 'a2345678901234567890'])('%s is a name for a stage', stage => {
  expect(isStageName(stage)).toBe(true);
  expect(isStackName(stackNameOf(stage))).toBe(true);
});

test.each([
  '',
  'Staging',
  '1',
  '-a',
  'a_b',
  'a.b',
  '../a',
  'a2345678901234567890b',
  'staging\n',
  // The files of no stage have these names.
  'aws',
  'default',
  'local',
])('%j is none', stage => {
  expect(isStageName(stage)).toBe(false);
  expect(isStackName(`GalloBetsRealtime-${stage}`)).toBe(false);
});

test.each(['GalloBetsRealtime2', 'GalloBets', 'gallobetsrealtime', 'MyGalloBetsRealtime'])(
  '%s is no stack of ours',
  name => {
    expect(isStackName(name)).toBe(false);
  },
);
