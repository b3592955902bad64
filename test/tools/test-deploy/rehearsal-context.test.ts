import { parseSettings } from '../../../lib/settings.ts';
import {
  changedContext,
  contextFlags,
  rehearsalContext,
} from '../../../tools/test-deploy/rehearsal-context.ts';
import { contextOf } from '../../scenarios/support/host-settings.ts';

it('is that of the scenarios, and goes away with the stack', () => {
  expect(rehearsalContext).toEqual({ ...contextOf('scenarios'), removalPolicy: 'destroy' });
});

it.each([rehearsalContext, changedContext])('is one that the stack takes: %j', context => {
  expect(() => parseSettings(context)).not.toThrow();
});

it('is another after the update', () => {
  const changed = Object.keys(changedContext).filter(
    key => changedContext[key] !== rehearsalContext[key],
  );
  expect(changed.sort()).toEqual(['historyDays', 'proposalTimeoutSeconds']);
});

it('is given to the CLI key by key', () => {
  expect(contextFlags({ tailPollMs: '500', removalPolicy: 'destroy' })).toEqual([
    ...['-c', 'tailPollMs=500'],
    ...['-c', 'removalPolicy=destroy'],
  ]);
});
