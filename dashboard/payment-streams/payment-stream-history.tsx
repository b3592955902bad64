import { Paper, Stack, Text, Title } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { type FeedView, type Polled, useManagementQuery } from '../../clients/react/index.ts';
import { EventTimeline } from '../events/event-timeline.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { eventColor } from './event-color.ts';
import { eventsOfOne } from './events-of-one.ts';

interface PaymentStreamHistoryProps {
  readonly streamId: string;
  readonly feedView: FeedView;
}

/** What happened to one payment stream: its newest events of the log, and all that comes. */
export function PaymentStreamHistory({ streamId, feedView }: PaymentStreamHistoryProps) {
  const past = useManagementQuery<Polled>('poll', {
    channel: 'payment-streams',
    streams: [streamId],
  });
  const { entries } = feedView;
  const gaps = entries.filter(({ kind }) => kind === 'gap').length;
  const { refresh } = past;
  useEffect(() => {
    // What a gap has swallowed the log may still have.
    if (gaps > 0) refresh();
  }, [gaps, refresh]);
  const { events, isWhole } = useMemo(
    () => eventsOfOne(streamId, past.data?.events ?? [], entries),
    [streamId, past.data, entries],
  );
  return (
    <Paper withBorder p="lg" className="card" component="section" aria-label="History">
      <Title order={3} fz="md" mb="md">
        History
      </Title>
      <QueryState query={past} what="its history">
        {() => (
          <Stack gap="md">
            <EventTimeline events={events} colorOf={eventColor} />
            {!isWhole && (
              <Text fz="sm" c="dimmed">
                {events.length === 0
                  ? 'The log has no event of it any more, or none among its newest.'
                  : 'Older events are not among the newest of the log.'}
              </Text>
            )}
          </Stack>
        )}
      </QueryState>
    </Paper>
  );
}
