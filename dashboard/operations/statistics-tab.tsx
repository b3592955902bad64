import { SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { type HourlyStats, useManagementQuery } from '../../clients/react/index.ts';
import { counted, latency } from '../parts/format.ts';
import { QueryState } from '../parts/query-state.tsx';
import { useNow } from '../parts/use-now.ts';
import { WideTable } from '../parts/wide-table.tsx';
import { HourPictures } from './hour-pictures.tsx';
import { byDay, type HourPoint, type HoursSum, hourPoints, sumOfHours } from './hour-points.ts';

const hourMs = 3_600_000;
/** The hour that runs is counted every ten minutes. */
const everyMs = 300_000;

const spans = [
  { value: 'day', label: 'Last day', hours: 24 },
  { value: 'month', label: 'Last 30 days', hours: 720 },
] as const;

type Span = (typeof spans)[number];

/** What was counted in the last day, or the last thirty, hour by hour. */
export function StatisticsTab() {
  const [span, setSpan] = useState<Span>(spans[0]);
  const to = (Math.floor(useNow(60_000) / hourMs) + 1) * hourMs;
  const query = useManagementQuery<HourlyStats>(
    'stats',
    { per: 'hour', from: to - span.hours * hourMs, to },
    { everyMs },
  );
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label="How far back"
        data={spans.map(({ value, label }) => ({ value, label }))}
        value={span.value}
        onChange={value => setSpan(spans.find(each => each.value === value) ?? spans[0])}
        w="fit-content"
      />
      <QueryState query={query} what="the statistics">
        {stats => <Hours stats={stats} span={span} />}
      </QueryState>
    </Stack>
  );
}

function Hours({ stats, span }: { readonly stats: HourlyStats; readonly span: Span }) {
  const points = useMemo(() => hourPoints(stats), [stats]);
  const label = span.value === 'day' ? timeLabel : dayAndTimeLabel;
  if (points.length === 0) {
    return (
      <Text c="dimmed" fz="sm" role="status">
        No hour is known yet. The first one shows within two minutes of the first deployment.
      </Text>
    );
  }
  const unknown = points.filter(({ hour }) => hour === undefined).length;
  const lines = span.value === 'day' ? points.map(point => [point]) : byDay(points);
  return (
    <>
      <HourPictures points={points} label={label} />
      {unknown > 0 && (
        <Text fz="sm" c="dimmed">
          Of {counted(unknown, 'hour')} nothing is known: the pictures have gaps there.
        </Text>
      )}
      <HoursTable lines={lines} span={span} />
    </>
  );
}

const heads = ['Events', 'Streams', 'Sockets', 'People', 'p50', 'p99', 'Errors'] as const;

interface HoursTableProps {
  /** The hours of each line, oldest first. */
  readonly lines: readonly (readonly HourPoint[])[];
  readonly span: Span;
}

/** The same in numbers, newest first: what a picture cannot say aloud. */
function HoursTable({ lines, span }: HoursTableProps) {
  const isDay = span.value === 'day';
  return (
    <WideTable
      label={isDay ? 'The statistics of each hour' : 'The statistics of each day'}
      minWidth={720}
      heads={[isDay ? 'Hour' : 'Day', ...heads]}
    >
      {lines.toReversed().map(hours => {
        const [first] = hours;
        if (first === undefined) return null;
        const sum = sumOfHours(hours);
        return (
          <Table.Tr key={first.startMs}>
            <Table.Td>{isDay ? timeLabel(first.startMs) : dayLabel(first.startMs)}</Table.Td>
            {sum === undefined ? (
              <Table.Td colSpan={heads.length} c="dimmed">
                not known
              </Table.Td>
            ) : (
              cellsOf(sum).map((cell, at) => <Table.Td key={heads[at]}>{cell}</Table.Td>)
            )}
          </Table.Tr>
        );
      })}
    </WideTable>
  );
}

const cellsOf = ({ events, streams, sockets, users, p50, p99, errors }: HoursSum) => [
  count(events),
  count(streams),
  count(sockets),
  count(users),
  p50 === undefined ? '–' : latency(p50),
  p99 === undefined ? '–' : latency(p99),
  count(errors),
];

const count = (value: number | undefined): string => value?.toLocaleString('en') ?? '–';

const timeLabel = (timeMs: number): string => new Date(timeMs).toTimeString().slice(0, 5);

const dayLabel = (timeMs: number): string =>
  new Date(timeMs).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });

const dayAndTimeLabel = (timeMs: number): string => `${dayLabel(timeMs)} ${timeLabel(timeMs)}`;
