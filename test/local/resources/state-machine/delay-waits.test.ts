import { StateMachine } from 'aws-local-stepfunctions';
import { delayWaits } from '../../../../local/resources/state-machine/delay-waits.ts';

const definition = {
  StartAt: 'Wait',
  States: {
    Wait: { Type: 'Wait', Seconds: 0, Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [{ StartAt: 'Inner', States: { Inner: { Type: 'Wait', Seconds: 0, End: true } } }],
      End: true,
    },
  },
} as const;

test('each wait is followed by another, in branches too, and leads where it led', () => {
  const delayed = delayWaits(definition as never, 250);
  expect(delayed.waitsMs).toEqual({
    'Wait (delayed)': 250,
    'Inner (delayed)': 250,
  });
  expect(delayed.definition).toEqual({
    StartAt: 'Wait',
    States: {
      Wait: { Type: 'Wait', Seconds: 0, Next: 'Wait (delayed)' },
      'Wait (delayed)': { Type: 'Wait', Seconds: 1, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'Inner',
            States: {
              Inner: { Type: 'Wait', Seconds: 0, Next: 'Inner (delayed)' },
              'Inner (delayed)': { Type: 'Wait', Seconds: 1, End: true },
            },
          },
        ],
        End: true,
      },
    },
  });
});

test('an execution of it lasts so much longer, and gives the same', async () => {
  const { definition: late, waitsMs } = delayWaits(definition as never, 250);
  jest.useFakeTimers();
  try {
    let given: unknown;
    const { result } = new StateMachine(late).run(
      { a: 1 },
      { overrides: { waitTimeOverrides: { ...waitsMs } } },
    );
    void result.then(value => {
      given = value;
    });
    await jest.advanceTimersByTimeAsync(499);
    expect(given).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    expect(given).toEqual([{ a: 1 }]);
  } finally {
    jest.useRealTimers();
  }
});
