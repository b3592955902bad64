import { Text, Timeline } from '@mantine/core';
import type { ChannelEvent, ReceivedEvent } from '../../clients/react/index.ts';
import { dayAndTime } from '../parts/format.ts';
import { sentence } from './sentence.ts';

interface EventTimelineProps {
  /** Newest first. */
  readonly events: readonly ChannelEvent[];
  readonly colorOf: (type: string) => string;
}

/** What happened to one thing, a sentence for each. */
export function EventTimeline({ events, colorOf }: EventTimelineProps) {
  return (
    <Timeline bulletSize={14} lineWidth={2} active={events.length}>
      {events.map(event => (
        <Timeline.Item
          key={event.id}
          color={colorOf(event.type)}
          title={event.type}
          data-event={event.type}
        >
          <Text fz="sm" className="wrap-anywhere">
            {sentence(event as ReceivedEvent)}
          </Text>
          <Text fz="xs" c="dimmed">
            <time dateTime={new Date(event.timestamp).toISOString()}>
              {dayAndTime(event.timestamp)}
            </time>
          </Text>
        </Timeline.Item>
      ))}
    </Timeline>
  );
}
