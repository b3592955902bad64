import { Received } from '../../../bench/soak/received.ts';

const expected = { epoch: 'e', seqs: [2, 5, 9, 2_000] };

function receivedOf(...ids: readonly string[]): Received {
  const received = new Received();
  received.begin('e.3');
  for (const id of ids) received.add(id);
  return received;
}

test('a reader that got all behind its first place, once and in order, has no faults', () => {
  const received = receivedOf('e.5', 'e.9', 'e.2000');
  expect(received.hasReached(expected)).toBe(true);
  expect(received.faults(expected)).toEqual({ lost: 0, repeated: 0, notRising: 0, unexpected: 0 });
});

test.each([
  ['lost in the middle', ['e.5', 'e.2000'], { lost: 1 }],
  ['lost at the end', ['e.5', 'e.9'], { lost: 1 }],
  ['repeated', ['e.5', 'e.9', 'e.9', 'e.2000'], { repeated: 1, notRising: 1 }],
  ['out of order', ['e.9', 'e.5', 'e.2000'], { notRising: 1 }],
  ['not for this reader', ['e.5', 'e.6', 'e.9', 'e.2000'], { unexpected: 1 }],
  ['of another life of the log', ['e.5', 'f.9', 'e.9', 'e.2000'], { unexpected: 1 }],
  ['without an id', ['e.5', '', 'e.9', 'e.2000'], { unexpected: 1 }],
])('an event that is %s counts', (_, ids, faults) => {
  const none = { lost: 0, repeated: 0, notRising: 0, unexpected: 0 };
  expect(receivedOf(...ids).faults(expected)).toEqual({ ...none, ...faults });
});

test('a reader that never had a place has lost everything', () => {
  const received = new Received();
  expect(received.hasReached(expected)).toBe(false);
  expect(received.faults(expected).lost).toBe(4);
});

test('a place keeps what was said first', () => {
  const received = receivedOf();
  received.begin('e.9');
  expect(received.faults(expected).lost).toBe(3);
});
