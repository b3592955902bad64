import { bettors, guests, newcomers, staff } from './cast.ts';
import type { Stage } from './stage.ts';
import { demoBettors } from './step.ts';

/** Registrations and verifications all night; one ban, lifted later, and one change of role. */
export function playPeople(stage: Stage, endsAtMs: number): void {
  welcomeDemoBettors(stage);
  const { random } = stage;
  const names = random.shuffle(newcomers);
  names.forEach((name, index) => {
    const atMs = 1_500 + index * Math.floor(endsAtMs / names.length) + random.int(0, 4_000);
    register(stage, atMs, name, index);
  });
  const trouble = stage.enter('Users', `${stage.nightId}-${random.pick(bettors)}`, {
    username: 'el.tramposo',
    email: 'tramposo@example.com',
    role: 'bettor',
    verified: true,
  });
  trouble.at(3_000, { status: 'active' });
  trouble.at(endsAtMs * 0.4, {
    status: 'banned',
    updatedBy: random.pick(staff),
    reason: 'two accounts betting against each other',
  });
  stage
    .enter('Outbox', `${trouble.id}-compliance`, {
      channel: 'users',
      type: 'COMPLIANCE_ALERT',
      priority: 'high',
      source: 'compliance',
      data: { userId: trouble.id, rule: 'two-accounts', message: 'two accounts, one device' },
    })
    .at(endsAtMs * 0.45, {});
  trouble.at(endsAtMs * 0.8, { status: 'active', updatedBy: random.pick(staff) });
}

/**
 * Only active users bet. The same items every night: from the second night on they change nothing and
 * yield nothing.
 */
function welcomeDemoBettors(stage: Stage): void {
  for (const userId of [...demoBettors, ...guests]) {
    stage
      .enter('Users', userId, {
        username: userId,
        email: `${userId}@example.com`,
        role: 'bettor',
        verified: true,
      })
      .at(200, { status: 'active' });
  }
}

function register(stage: Stage, atMs: number, name: string, index: number): void {
  const { random } = stage;
  const user = stage.enter('Users', `${stage.nightId}-user-${index + 1}`, {
    username: `${name}${random.int(1, 99)}`,
    email: `${name}@example.com`,
    role: 'bettor',
  });
  user.at(atMs, { status: 'pending', verified: false });
  const verifiedAtMs = atMs + random.int(3_000, 8_000);
  user.at(verifiedAtMs, { status: 'active', verified: true, updatedBy: random.pick(staff) });
  if (index === 2) user.at(verifiedAtMs + 9_000, { role: 'judge', updatedBy: staff[0] });
}
