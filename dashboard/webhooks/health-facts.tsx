import { Text } from '@mantine/core';
import type { Webhook } from '../../clients/react/index.ts';
import { Fact } from '../parts/fact.tsx';
import { ago, counted, dayAndTime } from '../parts/format.ts';
import { timeLeft } from '../parts/time-left.ts';
import { outcomeText } from './webhook-words.ts';

interface HealthFactsProps {
  readonly health: Webhook['health'];
  /** Whether it is so now, and not only was so when it was answered. */
  readonly isKnown: boolean;
  /** By the server's clock. */
  readonly now: number;
}

/** What is known of how one is doing; what is not known is named as that. */
export function HealthFacts({ health, isKnown, now }: HealthFactsProps) {
  const { state, failuresInARow, failingSince, lastSuccessAt, waiting, readUntil } = health;
  const { lastFailureAt, lastFailure, slowUntil, recovering, isBehind } = health;
  const when = (timeMs: number | undefined, none: string): string =>
    timeMs === undefined ? none : `${dayAndTime(timeMs)}, ${ago(timeMs, now)}`;
  return (
    <>
      <Fact name="Waiting for their next attempt">
        {isKnown ? counted(waiting, 'delivery', 'deliveries') : 'not known'}
      </Fact>
      <Fact name="Last event that it is past">{when(readUntil, 'none yet')}</Fact>
      {isBehind !== undefined && (
        <Fact name="Events that it did not get to yet">
          {isKnown ? (isBehind ? 'some are in the log' : 'none') : 'not known'}
        </Fact>
      )}
      <Fact name="Last success">{when(lastSuccessAt, 'none yet')}</Fact>
      {lastFailureAt !== undefined && (
        <Fact name="Last failure">
          {when(lastFailureAt, '')}
          {lastFailure !== undefined && ` (${outcomeText(lastFailure) ?? 'why is not known'})`}
        </Fact>
      )}
      {state === 'failing' && (
        <Fact name="Failing">
          {failingSince === undefined
            ? 'since when is not known'
            : `since ${when(failingSince, '')}`}
          , {failuresInARow === 1 ? 'once' : `${counted(failuresInARow, 'time')} in a row`}
        </Fact>
      )}
      {slowUntil !== undefined && slowUntil > now && (
        <Fact name="Left alone">
          <Text span inherit role="timer">
            for another {timeLeft(slowUntil - now)}
          </Text>
          , because its receiver asked for that or could not keep up
        </Fact>
      )}
      {recovering !== undefined && (
        <Fact name="Recovering">
          what came from {dayAndTime(recovering.since)} to {dayAndTime(recovering.until)}
        </Fact>
      )}
    </>
  );
}
