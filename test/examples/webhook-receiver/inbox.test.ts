import { Inbox } from '../../../examples/webhook-receiver/inbox.ts';
import type { ReceivedEvent } from '../../../examples/webhook-receiver/received-event.ts';

const eventOf = (number: number, cursor = `k3f9.${number}`): ReceivedEvent => ({
  id: `e-${number}`,
  ...{ type: 'BET_MATCHED', timestamp: 1, channel: 'bets', data: {}, cursor },
});

/** An inbox whose work is done when it is let go on. */
function heldInbox() {
  const saved: string[] = [];
  const done: string[] = [];
  const failures: unknown[] = [];
  const held: (() => void)[] = [];
  const inbox = new Inbox({
    work: async event => {
      await new Promise<void>(resolve => held.push(resolve));
      if (event.type === 'BROKEN') throw new Error('broken');
      done.push(event.id);
    },
    onGap: () => undefined,
    onRepeat: () => undefined,
    saveCursor: async cursor => {
      saved.push(cursor);
    },
    onFailure: error => failures.push(error),
  });
  const goOn = async (count: number) => {
    for (let each = 0; each < count; each += 1) {
      while (held.length === 0) await Promise.resolve();
      held.shift()?.();
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    }
  };
  return { inbox, saved, done, failures, goOn };
}

test('the cursor is saved when no work is left, and never with some', async () => {
  const { inbox, saved, done, goOn } = heldInbox();
  for (const number of [2, 1, 3]) inbox.take(eventOf(number), [`e-${number}`]);
  await goOn(2);
  expect([done, saved]).toEqual([['e-2', 'e-1'], []]);
  await goOn(1);
  expect([done, saved]).toEqual([['e-2', 'e-1', 'e-3'], ['k3f9.3']]);
});

test('a retry of hours ago does not move it back, another log does move it', async () => {
  const { inbox, saved, goOn } = heldInbox();
  for (const [number, cursor] of [
    [1, 'k3f9.10'],
    [2, 'k3f9.9'],
    [3, 'zzzz.1'],
  ] as const) {
    inbox.take(eventOf(number, cursor), [`e-${number}`]);
    await goOn(1);
  }
  expect(saved).toEqual(['k3f9.10', 'k3f9.10', 'zzzz.1']);
});

test('while it catches up, a delivery of now moves the cursor over nothing', async () => {
  const { inbox, saved, goOn } = heldInbox();
  inbox.startCatchUp();
  inbox.take(eventOf(9), ['e-9']);
  await goOn(1);
  expect(saved).toEqual([]);
  inbox.take({ ...eventOf(4), cursor: undefined }, ['e-4']);
  const page = inbox.caughtUpTo('k3f9.4', false);
  await goOn(1);
  await page;
  expect(saved).toEqual(['k3f9.4']);
  await inbox.caughtUpTo('k3f9.7', true);
  expect(saved).toEqual(['k3f9.4', 'k3f9.9']);
});

test('of 1,000 that wait each is taken, the next is not, and is no repeat later', async () => {
  const { inbox, goOn } = heldInbox();
  const take = (number: number) => inbox.take(eventOf(number), [`e-${number}`]);
  for (let number = 1; number <= 1_000; number += 1) expect(take(number)).toBe('taken');
  expect(take(1_001)).toBe('full');
  expect(take(1)).toBe('repeat');
  await goOn(1);
  expect(take(1_001)).toBe('taken');
});

test('of 20,000 ids each is remembered, and the oldest is forgotten for one more', async () => {
  const saved: string[] = [];
  const inbox = new Inbox({
    work: async () => undefined,
    onGap: () => undefined,
    onRepeat: () => undefined,
    saveCursor: async cursor => {
      saved.push(cursor);
    },
    onFailure: () => undefined,
  });
  const take = (number: number) => inbox.take(eventOf(number), [`e-${number}`, `msg_${number}`]);
  for (let number = 1; number <= 10_000; number += 1) {
    take(number);
    if (number % 500 === 0) await inbox.idle();
  }
  expect(take(1)).toBe('repeat');
  expect(take(10_001)).toBe('taken');
  expect(take(2)).toBe('repeat');
  expect(take(1)).toBe('taken');
});

test('work that fails ends all of it: nothing behind it is done or saved', async () => {
  const { inbox, saved, done, failures, goOn } = heldInbox();
  inbox.take({ ...eventOf(1), type: 'BROKEN' }, ['e-1']);
  inbox.take(eventOf(2), ['e-2']);
  await goOn(1);
  await expect(inbox.idle()).rejects.toThrow('broken');
  expect([done, saved]).toEqual([[], []]);
  expect(failures[0]).toMatchObject({ message: 'broken' });
});
