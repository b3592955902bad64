import * as fc from 'fast-check';
import { idleView } from '../../../clients/react/channel-reader.ts';
import type { ChannelEvent, Workflow } from '../../../clients/react/index.ts';
import { ItemBook } from '../../../clients/react/item-book.ts';
import type { ItemsRead } from '../../../clients/react/item-kind.ts';
import type { ManagementResult } from '../../../clients/react/management-client.ts';
import { workflowKind } from '../../../clients/react/workflow-kind.ts';
import { FakeEnvironment, settled } from '../browser/fake-environment.ts';
import { workflow } from './workflows.ts';

/** What happens: a write, whose event comes at once or after another read; a list's answer from long ago; time. */
const happenings = fc.array(
  fc.oneof(
    fc.constantFrom('written', 'taken late', 'refused', 'refreshed'),
    fc.integer({ min: 0, max: 2_500 }),
  ),
  { maxLength: 40 },
);

test('whatever answers overtake each other, a version is never taken back, and the last one is shown in the end', async () => {
  await fc.assert(
    fc.asyncProperty(happenings, async all => {
      const place = new FakeEnvironment();
      const heard: ((event: ChannelEvent) => void)[] = [];
      const reader = {
        ...{ channel: 'workflows', cursor: undefined, view: { ...idleView, status: 'open' } },
        subscribe: (watcher: () => void) => {
          watcher();
          return () => {};
        },
        ...{ connect: () => {}, close: () => {} },
        on: (name: string, handler: (event: ChannelEvent) => void) => {
          if (name === '*') heard.push(handler);
          return () => {};
        },
      } as never;
      let version = 1;
      let isRefused = false;
      const read = (): ItemsRead<Workflow> => ({
        at: place.now,
        items: [workflow('w-1', { version })],
      });
      const book = new ItemBook(workflowKind, {
        reader,
        environment: place.environment,
        ask: async (): Promise<ManagementResult<ItemsRead<Workflow>>> =>
          isRefused
            ? { kind: 'refused', problem: { code: 'UNAVAILABLE', message: 'no' } }
            : { kind: 'ok', data: read() },
      });
      const shown: number[] = [];
      const look = (): void => void shown.push(book.itemOf('w-1')?.version ?? 0);
      const leave = book.watch('w-1', look, 'read');
      const answers = [read()];
      await place.pass(0);
      await settled();
      for (const each of all) {
        if (each === 'written') {
          answers.push(read());
          version += 1;
          const data = { workflowId: 'w-1', version };
          for (const handler of heard) handler({ type: 'workflow.updated', data } as never);
        } else if (each === 'refused') isRefused = !isRefused;
        else if (each === 'refreshed') book.refresh('w-1');
        // As of a list that was asked for before, though its server's clock says otherwise.
        else if (each === 'taken late')
          book.take({ ...answers.shift(), at: place.now, items: answers[0]?.items ?? [] });
        else await place.pass(each);
        await settled();
      }
      isRefused = false;
      await place.pass(200_000);
      expect(shown).toEqual([...shown].sort((one, other) => one - other));
      expect(book.itemOf('w-1')?.version).toBe(version);
      leave();
      await settled();
      expect(place.held).toBe(0);
    }),
    { numRuns: 100 },
  );
}, 60_000);
