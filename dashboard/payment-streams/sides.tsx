import { Group, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { PaymentStream } from '../../clients/react/index.ts';
import { isOwnName } from '../session/own-names.ts';
import type { Session } from '../session/session.ts';
import { shortName } from './short-name.ts';

interface SidesProps {
  readonly stream: PaymentStream;
  readonly session: Session;
}

/** Who pays whom; whoever looks at it is "you". */
export function Sides({ stream, session }: SidesProps) {
  return (
    <Group gap={6} wrap="nowrap" fz="sm">
      <Side name={stream.sender} session={session} />
      <IconArrowRight size={14} aria-label="pays" className="rigid" />
      <Side name={stream.recipient} session={session} />
    </Group>
  );
}

function Side({ name, session }: { readonly name: string; readonly session: Session }) {
  return (
    <Text span inherit truncate title={name}>
      {isOwnName(session, name) ? <strong>you</strong> : shortName(name)}
    </Text>
  );
}
