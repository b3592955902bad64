import {
  type RehearsalStep,
  type StepEnd,
  takeSteps,
} from '../../../tools/test-deploy/rehearsal-step.ts';

/** A clock that goes on by a second and a half whenever it is looked at. */
function steadyClock() {
  let at = 0;
  return () => {
    at += 1_500;
    return at;
  };
}

const passed = (found: string): StepEnd => ({ kind: 'passed', found });
const step = (name: string, run: () => Promise<StepEnd>): RehearsalStep => ({ name, run });

it('takes all steps in order, with the time that each took', async () => {
  const began: string[] = [];
  const steps = ['synth', 'deploy'].map(name => step(name, async () => passed(`${name} done`)));
  const taken = await takeSteps(steps, {
    now: steadyClock(),
    onStep: each => {
      if (!('end' in each)) began.push(each.name);
    },
  });
  expect(taken).toEqual([
    { name: 'synth', seconds: 1.5, end: { kind: 'passed', found: 'synth done' } },
    { name: 'deploy', seconds: 1.5, end: { kind: 'passed', found: 'deploy done' } },
  ]);
  expect(began).toEqual(['synth', 'deploy']);
});

it.each([
  ['that fails', async (): Promise<StepEnd> => ({ kind: 'failed', words: ['❌ no'] }), ['❌ no']],
  ['that throws', () => Promise.reject(new Error('the table is gone')), ['the table is gone']],
])('the first %s is the last', async (_, run, words) => {
  const later = jest.fn(async () => passed('never'));
  const steps = [
    step('synth', async (): Promise<StepEnd> => ({ kind: 'skipped', why: 'not asked for' })),
    step('deploy', run),
    step('destroy', later),
  ];
  const taken = await takeSteps(steps, { now: steadyClock(), onStep() {} });
  expect(taken.map(({ name, end }) => [name, end])).toEqual([
    ['synth', { kind: 'skipped', why: 'not asked for' }],
    ['deploy', { kind: 'failed', words }],
  ]);
  expect(later).not.toHaveBeenCalled();
});
