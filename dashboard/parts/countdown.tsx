import { RingProgress, Text } from '@mantine/core';
import { clock } from './format.ts';

interface CountdownProps {
  readonly leftMs: number;
  readonly sizePx: number;
  /** The whole of it: a deployment says how long a proposal has. */
  readonly totalMs: number;
}

/** A ring that empties: what is left of a proposal's time. */
export function Countdown({ leftMs, sizePx, totalMs }: CountdownProps) {
  const share = Math.min(100, (leftMs / totalMs) * 100);
  const color = share > 50 ? 'teal.6' : share > 17 ? 'yellow.6' : 'red.6';
  const isLarge = sizePx >= 60;
  return (
    <RingProgress
      size={sizePx}
      thickness={isLarge ? 7 : 4}
      roundCaps
      sections={[{ value: share, color }]}
      role="timer"
      aria-label={`${clock(leftMs)} left`}
      label={
        isLarge && (
          <Text ta="center" fw={650} fz={sizePx / 5}>
            {clock(leftMs)}
          </Text>
        )
      }
      style={{ flexShrink: 0 }}
    />
  );
}
