import { channelSelection, liveSelection } from '../../../core/channel/selection.ts';
import { type AudienceMember, Audiences } from '../../../core/stream/audience.ts';
import type { LogTail } from '../../../core/stream/log-tail.ts';
import { silentMeter } from '../../support/silent-meter.ts';
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

test('readers of one log who may not see the same are no audience: by channel, channels, role, rights and filters', () => {
  const following = new Set();
  const ports = { statistics: silentStatistics, meter: silentMeter, now: Date.now };
  const audiences = new Audiences(tailOf(following), ports);
  const reader = { userId: 'ana', role: 'admin', connectionId: 'c' } as const;
  const live = liveSelection(['fights', 'bets']);
  const others: readonly Partial<AudienceMember>[] = [
    {},
    { selection: channelSelection('global') },
    { selection: live },
    { selection: liveSelection(['fights']) },
    { reader: { ...reader, role: 'operator' } },
    { reader: { ...reader, permissions: ['workflow:read'] } },
    { reader: { ...reader, minPriority: 'high' } },
    { reader: { ...reader, types: new Set(['NEW_BET']) } },
    { reader: { ...reader, types: new Set(['NEW_BET', 'BET_MATCHED']) } },
    { reader: { ...reader, paymentStreams: { streams: ['1'] } } },
    { reader: { ...reader, workflows: ['w-1'] } },
  ];
  for (const other of others) audiences.join({ ...member('ana'), reader, ...other }, position);
  expect(following.size).toBe(others.length);
  // In any order a set of types is the same.
  const types = new Set(['BET_MATCHED', 'NEW_BET']);
  audiences.join({ ...member('beto'), reader: { ...reader, userId: 'beto', types } }, position);
  expect(following.size).toBe(others.length);
});

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
  const ports = { statistics: silentStatistics, meter: silentMeter, now: Date.now };
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
