import type { Stage } from './stage.ts';
import type { Item } from './step.ts';

/** A line of the desk's script: when, as a share of the night, and the Outbox item. */
interface DeskNote {
  readonly at: number;
  readonly item: Item;
}

const notes: readonly DeskNote[] = [
  {
    at: 0.05,
    item: {
      channel: 'notifications',
      type: 'notification',
      priority: 'high',
      data: { title: 'Abrimos el palenque', message: 'The first fight takes bets in a moment' },
    },
  },
  {
    at: 0.2,
    item: {
      type: 'notification',
      target: { users: ['bettor-rojo'] },
      data: { title: 'Bienvenido', message: 'Your first deposit tonight has no fee' },
    },
  },
  {
    at: 0.35,
    item: {
      channel: 'system',
      type: 'dashboardUpdate',
      data: { dashboard: 'derby-night', widget: 'bets', reload: true },
    },
  },
  {
    at: 0.5,
    item: {
      channel: 'system',
      type: 'systemAlert',
      priority: 'high',
      data: { component: 'wallet', message: 'maintenance has begun' },
    },
  },
  {
    at: 0.6,
    item: { channel: 'users', type: 'userUpdate', data: { userId: 'bettor-rojo', plan: 'gold' } },
  },
  {
    at: 0.95,
    item: {
      channel: 'finance',
      type: 'reportUpdate',
      data: { reportId: 'cash-up', status: 'ready' },
    },
  },
];

const oneDaySeconds = 86_400;

/** What the staff's own tools publish: events that are no change of any other item. */
export function playDesk(stage: Stage, endsAtMs: number): void {
  notes.forEach(({ at, item }, index) => {
    const atMs = Math.round(at * endsAtMs);
    const ttl = Math.floor(Date.parse(stage.timeAt(atMs)) / 1_000) + oneDaySeconds;
    stage
      .enter('Outbox', `${stage.nightId}-desk-${index + 1}`, { ...item, source: 'desk', ttl })
      .at(atMs, {});
  });
}
