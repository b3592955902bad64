import { OpenStreams } from '../../../core/stream/open-streams.ts';
import type { EndReason } from '../../../core/wire/end-reason.ts';

/** A stream that notes why it was asked to end. */
function testStream() {
  const reasons: EndReason[] = [];
  return { reasons, stop: (reason: EndReason) => void reasons.push(reason) };
}

test('a stream that is ended before it has begun ends with its beginning', () => {
  const streams = new OpenStreams();
  const place = streams.expect('c-1');
  streams.stop('c-1', 'revoked');
  const stream = testStream();
  place.fill(stream);
  expect(stream.reasons).toEqual(['revoked']);
});

test('of several reasons before its beginning the first counts', () => {
  const streams = new OpenStreams();
  const place = streams.expect('c-1');
  streams.stop('c-1', 'revoked');
  streams.stop('c-1', 'replaced');
  streams.stopAll('draining');
  const stream = testStream();
  place.fill(stream);
  expect(stream.reasons).toEqual(['revoked']);
});

test('one is ended, and no other', () => {
  const streams = new OpenStreams();
  const [one, other] = [testStream(), testStream()];
  streams.expect('c-1').fill(one);
  streams.expect('c-2').fill(other);
  streams.stop('c-1', 'disconnected');
  streams.stop('c-3', 'disconnected');
  expect([one.reasons, other.reasons]).toEqual([['disconnected'], []]);
});

test('all are ended that are open or about to be, and none that comes after', () => {
  const streams = new OpenStreams();
  const [open, coming, later] = [testStream(), testStream(), testStream()];
  streams.expect('c-1').fill(open);
  const place = streams.expect('c-2');
  streams.stopAll('draining');
  place.fill(coming);
  streams.expect('c-3').fill(later);
  expect([open.reasons, coming.reasons, later.reasons]).toEqual([['draining'], ['draining'], []]);
});

test('once closed, it ends whatever comes yet', () => {
  const streams = new OpenStreams();
  const [open, later] = [testStream(), testStream()];
  streams.expect('c-1').fill(open);
  streams.close('shutdown');
  streams.expect('c-2').fill(later);
  expect([open.reasons, later.reasons]).toEqual([['shutdown'], ['shutdown']]);
});

test('one that has left is ended no more, and counts no more', () => {
  const streams = new OpenStreams();
  const stream = testStream();
  streams.expect('c-1').fill(stream);
  expect(streams.size).toBe(1);
  streams.leave('c-1');
  streams.stop('c-1', 'revoked');
  expect([streams.size, stream.reasons]).toEqual([0, []]);
});

test('what runs while there are any starts with the first and ends with the last, each time', () => {
  const streams = new OpenStreams();
  const calls: string[] = [];
  streams.whileAny(() => {
    calls.push('start');
    return () => void calls.push('stop');
  });
  streams.leave('c-0');
  expect(calls).toEqual([]);
  streams.expect('c-1');
  streams.expect('c-2');
  streams.leave('c-1');
  expect(calls).toEqual(['start']);
  streams.leave('c-2');
  streams.leave('c-2');
  expect(calls).toEqual(['start', 'stop']);
  streams.expect('c-3');
  expect(calls).toEqual(['start', 'stop', 'start']);
});

test('what runs while there are any starts at once where there are', () => {
  const streams = new OpenStreams();
  streams.expect('c-1');
  const stop = jest.fn();
  const start = jest.fn(() => stop);
  streams.whileAny(start);
  expect(start).toHaveBeenCalledTimes(1);
  streams.leave('c-1');
  expect(stop).toHaveBeenCalledTimes(1);
});
