import { Text } from '@mantine/core';
import type { Workflow } from '../../clients/react/index.ts';
import { ago, dayAndTime } from '../parts/format.ts';
import { timeLeft } from '../parts/time-left.ts';

interface DueLeftProps {
  readonly workflow: Workflow;
  /** By the server's clock. */
  readonly now: number;
}

/** How long the current step may still take, counted down. */
export function DueLeft({ workflow, now }: DueLeftProps) {
  const { status, dueAt } = workflow;
  if (dueAt === undefined) return <>no time is set</>;
  if (status !== 'pending') return <>was due {dayAndTime(dueAt)}</>;
  return (
    <Text span inherit role="timer" {...(dueAt <= now && { c: 'red', fw: 600 })}>
      {dueAt > now ? `due in ${timeLeft(dueAt - now)}` : `due ${ago(dueAt, now)}`}
    </Text>
  );
}
