import * as z from 'zod';
import { servedChannel } from '../../core/channel/channels.ts';
import { streamNames } from '../../core/wire/event.ts';
import {
  type ConfigOf,
  type EnvironmentOf,
  readEnvironment,
  wholeNumber,
} from '../adapters/runtime/read-environment.ts';
import { streamVariables } from '../adapters/streams/stream-environment.ts';

const variables = {
  ...streamVariables,
  /** The one channel this function serves, or `live`: several at once. */
  CHANNEL: z
    .enum(streamNames)
    .refine(name => name === 'live' || servedChannel(name), 'expected a served channel'),
  /** Streams of everyone who is not staff, together; 0: they poll. */
  PUBLIC_STREAMS: wholeNumber,
  /** Streams of several channels, of everyone together; 0: their readers poll. */
  LIVE_STREAMS: wholeNumber,
};

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof variables>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}
