import { Text } from '@mantine/core';
import { depletesAtMs, type PaymentStream } from '../../clients/react/index.ts';
import { ago } from '../parts/format.ts';
import { timeLeft } from '../parts/time-left.ts';

interface DepositLeftProps {
  readonly stream: PaymentStream;
  readonly now: number;
}

/** How long the deposit lasts, counted down. */
export function DepositLeft({ stream, now }: DepositLeftProps) {
  return (
    <Text span inherit role="timer">
      {words(stream, now)}
    </Text>
  );
}

function words(stream: PaymentStream, now: number): string {
  const { status, ratePerSecond } = stream;
  if (status === 'paused') return 'does not run while paused';
  if (status !== 'active') return 'does not run any more';
  const atMs = depletesAtMs(stream);
  if (atMs !== undefined)
    return atMs > now ? `lasts ${timeLeft(atMs - now)}` : `used up ${ago(atMs, now)}`;
  return ratePerSecond === '0' ? 'lasts: the rate is 0' : 'longer than can be said';
}
