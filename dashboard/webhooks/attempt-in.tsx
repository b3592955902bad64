import { Text } from '@mantine/core';
import { timeLeft } from '../parts/time-left.ts';

interface AttemptInProps {
  readonly atMs: number;
  /** By the server's clock. */
  readonly now: number;
}

/** How long until an attempt, counted down. */
export function AttemptIn({ atMs, now }: AttemptInProps) {
  return (
    <Text span inherit role="timer">
      {atMs > now ? `in ${timeLeft(atMs - now)}` : 'due now'}
    </Text>
  );
}
