import { channelSelection } from '../../../core/channel/selection.ts';
import { type AudienceMember, Audiences } from '../../../core/stream/audience.ts';
import type { LogTail } from '../../../core/stream/log-tail.ts';
import { silentStatistics } from '../../support/silent-statistics.ts';

const member = (userId: string): AudienceMember => ({
  reader: { userId, role: 'admin', connectionId: userId },
  selection: channelSelection('fights'),
  takesAlike: () => true,
  receive: () => undefined,
  advance: () => [],
  stop: () => undefined,
});

const position = { epoch: 'e', seq: 1 };

/** A tail that says who follows it. */
function tailOf(following: Set<unknown>): LogTail {
  const join = (subscriber: unknown) => {
    following.add(subscriber);
    return () => void following.delete(subscriber);
  };
  return { join } as unknown as LogTail;
}

test('an audience follows the tail while it has readers, and one who leaves again closes no other', () => {
  const following = new Set();
  const ports = { statistics: silentStatistics, now: Date.now };
  const audiences = new Audiences(tailOf(following), ports);
  const leave = audiences.join(member('ana'), position);
  leave();
  expect(following.size).toBe(0);
  const others = [audiences.join(member('beto'), position)];
  leave();
  others.push(audiences.join(member('cleo'), position));
  expect(following.size).toBe(1);
  for (const leaves of others) leaves();
  expect(following.size).toBe(0);
});
