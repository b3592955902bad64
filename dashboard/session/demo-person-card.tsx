import { Avatar, Group, Text, UnstyledButton } from '@mantine/core';
import { IconCrown, IconHeadset, IconUser } from '@tabler/icons-react';
import type { DemoPerson } from './deployment.ts';
import { readToken } from './session.ts';
import { useSessionStore } from './session-store.ts';

const looks: Readonly<Record<string, { icon: typeof IconUser; color: string; may: string }>> = {
  admin: { icon: IconCrown, color: 'gallo', may: 'sees and does everything' },
  operator: { icon: IconHeadset, color: 'blue', may: 'no users, no finance' },
  bettor: { icon: IconUser, color: 'teal', may: 'makes and answers proposals' },
};

/** One click signs in as that person. */
export function DemoPersonCard({ person }: { readonly person: DemoPerson }) {
  const signIn = useSessionStore(state => state.signIn);
  const {
    icon: Icon,
    color,
    may,
  } = looks[person.role] ?? {
    icon: IconUser,
    color: 'gray',
    may: person.role,
  };
  return (
    <UnstyledButton
      className="person-card"
      onClick={() => {
        const read = readToken(person.token, Date.now());
        if (read.kind === 'refused') return;
        const { token, userId, expiresAtMs } = read;
        signIn({ token, userId, role: person.role, expiresAtMs });
      }}
    >
      <Group wrap="nowrap" gap="sm">
        <Avatar color={color} radius="xl" aria-hidden>
          <Icon size={20} />
        </Avatar>
        <div>
          <Text fw={600} fz="sm">
            {person.userId} · {person.role}
          </Text>
          <Text c="dimmed" fz="xs">
            {may}
          </Text>
        </div>
      </Group>
    </UnstyledButton>
  );
}
