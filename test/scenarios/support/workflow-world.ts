import type { Management } from './management.ts';
import type { Fields } from './payment-stream-worlds.ts';
import { type Target, unique } from './target.ts';

/** Who looks: by role and permissions, and as someone whom a workflow concerns. */
export const lookers = [
  ...(['stranger', 'creator', 'reader', 'officer'] as const),
  ...(['operator', 'admin', 'chief'] as const),
];
export type Looker = (typeof lookers)[number];

export const letters = ['A', 'C', 'R', 'M'] as const;
type Letter = (typeof letters)[number];

/**
 * Four workflows of the creator. A names nobody in `visibleTo`, C those with the permission compliance, R
 * operators; M names nobody and is assigned to all who look.
 */
export interface WorkflowWorld {
  readonly users: Readonly<Record<Looker, string>>;
  readonly tokens: Readonly<Record<Looker, string>>;
  /** An admin's, who has the permissions that C and R name: what `global` shows nobody else, it shows here. */
  readonly witness: string;
  readonly compliance: string;
  readonly ids: Readonly<Record<Letter, string>>;
  readonly visibleTo: Readonly<Partial<Record<Letter, object>>>;
  readonly sinceMs: number;
  /** Where the logs of `workflows`, of Live, `notifications` and the inbox stood before. */
  readonly cursors: Readonly<Record<'workflows' | 'live' | 'notifications' | 'inbox', string>>;
  /** Writes them, pending. */
  create(): Promise<void>;
  /** Approves them, M last: events of high priority, so that `notifications` has them too. */
  approve(): Promise<void>;
}

export async function createWorkflowWorld(
  target: Target,
  management: Management,
): Promise<WorkflowWorld> {
  const compliance = unique('compliance-');
  const sign = (sub: string, role: string, ...permissions: string[]) =>
    target.sign({ sub, role, ttlSeconds: 1_800, permissions });
  const users = Object.fromEntries(lookers.map(who => [who, unique(`${who}-`)])) as Record<
    Looker,
    string
  >;
  const read = 'workflow:read';
  const tokens = {
    stranger: await sign(users.stranger, 'bettor', 'events:publish', 'workflow'),
    creator: await sign(users.creator, 'bettor', compliance),
    reader: await sign(users.reader, 'bettor', read),
    officer: await sign(users.officer, 'bettor', read, compliance),
    operator: await sign(users.operator, 'operator'),
    admin: await sign(users.admin, 'admin', read),
    chief: await sign(users.chief, 'admin', compliance),
  };
  const witnessed = unique('witness-');
  const witness = await sign(unique('witness-'), 'admin', witnessed, compliance);
  const ids = { A: unique('A-'), C: unique('C-'), R: unique('R-'), M: unique('M-') };
  const visibleTo = {
    C: { permissions: [compliance] },
    R: { roles: ['operator'], permissions: [witnessed] },
  };
  const assignees = { M: Object.values(users) };
  const cursorOf = async (asked: string): Promise<string> =>
    (await management.call('GET', `/poll?${asked}&limit=1`, { token: witness })).body.cursor;
  const sinceMs = Date.now();
  const cursors = {
    workflows: await cursorOf('channel=workflows'),
    live: await cursorOf('channels=workflows'),
    notifications: await cursorOf('channel=notifications'),
    inbox: await cursorOf('channel=inbox'),
  };
  return {
    ...{ users, tokens, witness, compliance, ids, visibleTo, sinceMs, cursors },
    create: async () => {
      for (const letter of letters) {
        await target.put('Workflows', {
          ...{ workflowId: ids[letter], name: 'Payout', status: 'pending', version: 1 },
          createdBy: users.creator,
          ...(letter in visibleTo && { visibleTo: visibleTo[letter as 'C' | 'R'] }),
          ...(letter in assignees && { assignees: assignees[letter as 'M'] }),
        });
      }
    },
    approve: async () => {
      for (const letter of letters) {
        const changes = { status: 'approved', version: 2, updatedBy: 'desk' };
        await target.update('Workflows', { workflowId: ids[letter] }, changes);
      }
    },
  };
}

/** Which of the workflows these events are of, such as `A M`. */
export function lettersOf({ ids }: Pick<WorkflowWorld, 'ids'>, events: readonly Fields[]): string {
  const shown = letters.filter(letter =>
    events.some(({ data }) => data?.workflowId === ids[letter]),
  );
  return shown.join(' ') || 'nothing';
}
