import { SimpleGrid, Stack } from '@mantine/core';
import { PageHead } from '../parts/page-head.tsx';
import type { Session } from '../session/session.ts';
import { ConnectForm } from './connect-form.tsx';
import { EventForm } from './event-form.tsx';
import { StreamFacts } from './stream-facts.tsx';
import { useDebugStream } from './use-debug-stream.ts';
import { WireLogView } from './wire-log-view.tsx';

/** One connection under a lens: any parameters, the raw frames, and what the client makes of them. */
export default function DebuggerPage({ session }: { readonly session: Session }) {
  const debug = useDebugStream();
  return (
    <>
      <PageHead
        title="Debugger"
        description="One connection in detail: its parameters, raw frames, and the client’s decisions"
      />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" className="debugger">
        <Stack gap="md">
          <ConnectForm session={session} debug={debug} />
          {debug.feed !== undefined && (
            <StreamFacts feed={debug.feed} connectionId={debug.connectionId} session={session} />
          )}
          <EventForm connectionId={debug.connectionId} session={session} />
        </Stack>
        <WireLogView log={debug.log} />
      </SimpleGrid>
    </>
  );
}
