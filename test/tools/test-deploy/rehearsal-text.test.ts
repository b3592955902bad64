import { rehearsalText } from '../../../tools/test-deploy/rehearsal-text.ts';

const emulator = {
  name: 'pretender',
  version: '1.2.3',
  notJudged: [
    { what: 'streams', why: 'it sends a response whole', leavesOut: ['streams', 'live: a poll'] },
    { what: 'functions', why: 'it runs none', leavesOut: ['*'] },
    { what: 'IAM', why: 'it allows everything', leavesOut: [] },
  ],
};
const synth = {
  name: 'synth',
  seconds: 21.26,
  end: { kind: 'passed', found: 'a template' },
} as const;

it('has a line for each step, and for each thing that nobody judged', () => {
  const taken = [
    synth,
    { name: 'bootstrap', seconds: 4, end: { kind: 'passed', found: 'done' } },
    { name: 'scenarios', seconds: 0, end: { kind: 'skipped', why: 'pretender can judge none' } },
  ] as const;
  expect(rehearsalText(taken, emulator, 'build/test-deploy')).toBe(`\
synth         21.3 s  passed: a template
bootstrap      4.0 s  passed: done
scenarios      0.0 s  skipped: pretender can judge none

What pretender cannot judge (as of 1.2.3), and what that leaves out:
  streams: it sends a response whole; left out: streams, live: a poll
  functions: it runs none; left out: all scenarios
  IAM: it allows everything
`);
});

it('says how far the emulator was seen to come, where not to the end', () => {
  const text = rehearsalText([synth], { ...emulator, reaches: 'bootstrap' }, 'build/test-deploy');
  expect(text).toContain(`\
pretender 1.2.3 was seen to reach: bootstrap.

What pretender cannot judge (as of 1.2.3)`);
});

it('ends with the words in which the last step failed, and where all of them are', () => {
  const words = ['GalloBetsRealtime failed: ROLLBACK_COMPLETE', 'Unsupported resource type'];
  const taken = [synth, { name: 'deploy', seconds: 9.94, end: { kind: 'failed', words } }] as const;
  expect(rehearsalText(taken, undefined, 'build/test-deploy')).toBe(`\
synth      21.3 s  passed: a template
deploy      9.9 s  failed

deploy failed; build/test-deploy has all that was printed, the last of it is:
  GalloBetsRealtime failed: ROLLBACK_COMPLETE
  Unsupported resource type

Nothing is known of what this emulator cannot judge: all scenarios were to be played but those of pages and of the local host.
`);
});
