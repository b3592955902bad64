import type { Item } from '../../../core/change/change.ts';
import { type EventParts, eventPartsOf } from './change-of.ts';

const user = {
  userId: 'u1',
  username: 'ana',
  email: 'ana@example.com',
  role: 'bettor',
  status: 'active',
  verified: false,
  passwordHash: 'never published',
};

const registered = { id: 'c1.registered', type: 'USER_REGISTERED', channel: 'users' } as const;
const verified = { id: 'c1.verified', type: 'USER_VERIFIED', channel: 'users' } as const;
const banned = { id: 'c1.banned', type: 'USER_BANNED', channel: 'users' } as const;
const role = { id: 'c1.role', type: 'ADMIN_ACTION', channel: 'users' } as const;
const status = { id: 'c1.status', type: 'ADMIN_ACTION', channel: 'users' } as const;

const rows: readonly [string, Item | null, Item | null, EventParts[]][] = [
  [
    'a first insert registers, whatever its status',
    null,
    { ...user, status: 'banned', verified: true },
    [{ ...registered, priority: 'low', data: { userId: 'u1', username: 'ana', role: 'bettor' } }],
  ],
  [
    'verified false to true verifies',
    user,
    { ...user, verified: true, updatedBy: 'root' },
    [
      {
        ...verified,
        priority: 'normal',
        data: { userId: 'u1', username: 'ana', verified: true, updatedBy: 'root' },
      },
    ],
  ],
  [
    'verified from absent to true verifies',
    { userId: 'u1' },
    { userId: 'u1', verified: true },
    [{ ...verified, priority: 'normal', data: { userId: 'u1', verified: true } }],
  ],
  ['verified true to false makes no event', { ...user, verified: true }, user, []],
  [
    'active to banned bans, with who did it and why',
    user,
    { ...user, status: 'banned', updatedBy: 'root', reason: 'two accounts' },
    [
      {
        ...banned,
        priority: 'high',
        data: {
          userId: 'u1',
          username: 'ana',
          status: 'banned',
          updatedBy: 'root',
          reason: 'two accounts',
        },
      },
    ],
  ],
  [
    'pending to banned bans',
    { userId: 'u1', status: 'pending' },
    { userId: 'u1', status: 'banned' },
    [{ ...banned, priority: 'high', data: { userId: 'u1', status: 'banned' } }],
  ],
  [
    'another role is an action of an admin',
    user,
    { ...user, role: 'operator', updatedBy: 'root' },
    [
      {
        ...role,
        priority: 'high',
        data: {
          userId: 'u1',
          action: 'role_changed',
          role: 'operator',
          oldRole: 'bettor',
          newRole: 'operator',
          updatedBy: 'root',
        },
      },
    ],
  ],
  [
    'banned to active is an action of an admin',
    { ...user, status: 'banned', updatedBy: 'root' },
    { ...user, updatedBy: 'root' },
    [
      {
        ...status,
        priority: 'high',
        data: { userId: 'u1', action: 'unbanned', status: 'active', updatedBy: 'root' },
      },
    ],
  ],
  [
    'one write can verify, ban and change the role, in the order of the table',
    { userId: 'u1', role: 'bettor', status: 'active', verified: false },
    { userId: 'u1', role: 'guest', status: 'banned', verified: true },
    [
      {
        ...verified,
        priority: 'normal',
        data: { userId: 'u1', role: 'guest', status: 'banned', verified: true },
      },
      {
        ...banned,
        priority: 'high',
        data: { userId: 'u1', role: 'guest', status: 'banned', verified: true },
      },
      {
        ...role,
        priority: 'high',
        data: {
          userId: 'u1',
          role: 'guest',
          status: 'banned',
          verified: true,
          action: 'role_changed',
          oldRole: 'bettor',
          newRole: 'guest',
        },
      },
    ],
  ],
  [
    'pending to active makes no event',
    { userId: 'u1', status: 'pending' },
    { userId: 'u1', status: 'active' },
    [],
  ],
  ['a first status makes no event', { userId: 'u1' }, { userId: 'u1', status: 'active' }, []],
  [
    'active back to pending is unexpected',
    { userId: 'u1', status: 'active' },
    { userId: 'u1', status: 'pending' },
    [
      {
        ...status,
        priority: 'high',
        data: {
          userId: 'u1',
          action: 'status_changed',
          status: 'pending',
          oldStatus: 'active',
          newStatus: 'pending',
          unexpected: true,
        },
      },
    ],
  ],
  ['another email alone makes no event', user, { ...user, email: 'ana@example.org' }, []],
  [
    "the backend's own attribute alone makes no event",
    user,
    { ...user, passwordHash: 'other' },
    [],
  ],
  ['a removal makes no event', user, null, []],
];

test.each(rows)('Users: %s', (_title, oldItem, newItem, events) => {
  expect(eventPartsOf('Users', oldItem, newItem)).toEqual(events);
});
