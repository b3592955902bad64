import { localProblem } from '../../../../clients/browser/client-problem.ts';
import { fail } from '../../../../clients/browser/socket/socket-steps.ts';
import { at, stateOf } from './socket-states.ts';

test.each([
  [9_999, 4],
  [10_000, 1],
])('a socket that was open for %d ms and failed has failed %d times in a row', (openMs, inARow) => {
  const failures = { inARow: 3, total: 7 };
  const open = stateOf('open', { failures }, { openedAt: 100_000 - openMs });
  const { state } = fail(open, localProblem('NETWORK_FAILED', 'cut'), at(100_000));
  expect(state.memory.failures).toEqual({ inARow, total: 8 });
});
