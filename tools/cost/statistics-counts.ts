import type { Count, Variant } from './bill.ts';

const minutesOfMonth = 30 * 24 * 60;
/** How long a run takes, most of it waiting, and its memory. */
const runSeconds = 0.2;
const runGb = 0.25;
/** A row of the table Connections, and of a minute or hour of statistics. */
const connectionBytes = 600;
const rowBytes = 250;
/** A place of the sketch of who is connected, in a sample. */
const placeBytes = 4;
/** Series, each with a row a minute and an hour if something was counted. */
const series = 15;
/** The hour that runs and the three before it are added up six times in each hour. */
const addedUpInHour = 6 * 4;
/** Hours that a run looks at: 47 rows that say when each was added up. */
const rowsOfHours = 47;

const readUnits = (bytes: number): number => Math.ceil(bytes / 4_096);
const writeUnits = (bytes: number): number => Math.ceil(bytes / 1_024);

/** So many minutes with so many streams and sockets open, each of another person, and every series counted. */
export function statisticsCounts(connections: number, minutes: number): readonly Count[] {
  const sampleBytes = rowBytes + connections * placeBytes;
  const hours = (minutes / 60) * addedUpInHour;
  return [
    { price: 'lambdaRequest', what: 'runs', amount: minutes },
    { price: 'lambdaMemory', what: 'runs', amount: minutes * runSeconds * runGb },
    {
      price: 'dynamoDbRead',
      what: 'connections counted',
      amount: minutes * Math.max(0.5, readUnits(connections * connectionBytes) / 2),
    },
    { price: 'dynamoDbWrite', what: 'samples', amount: minutes * writeUnits(sampleBytes) },
    {
      price: 'dynamoDbRead',
      what: 'minutes added up',
      amount:
        minutes * readUnits(rowsOfHours * rowBytes) +
        hours * (series * readUnits(60 * rowBytes) + readUnits(60 * sampleBytes)),
    },
    { price: 'dynamoDbWrite', what: 'hours', amount: hours * (series + 1) },
  ];
}

/** What it costs a month that statistics last, beside the minutes that they are made of. */
export const statisticsVariants: readonly Variant[] = [1, 1_000, 10_000].map(connections => ({
  name: `${connections}`,
  title: `${connections.toLocaleString('en-US')} ${connections === 1 ? 'connection' : 'connections'} open at once`,
  counts: statisticsCounts(connections, minutesOfMonth),
}));
