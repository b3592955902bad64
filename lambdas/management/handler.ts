import type { Writable } from 'node:stream';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { createLogger } from '../adapters/logger.ts';
import { createTokenKeySource } from '../adapters/token-key.ts';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { writeAnswer } from './write-answer.ts';

const config = readConfig();
const logger = createLogger('management');
const app = createApp({
  config,
  tokenKey: createTokenKeySource(config.tokenEnvironment),
  now: systemClock,
  onFailure: (error, context) => logger.error('a request failed', { error, ...context }),
});
const answer = handle(app);

/** One request of the management API: answered first, then followed by what is written about it. */
export const handler = awslambda.streamifyResponse(
  async (event: LambdaEvent, responseStream: Writable) => {
    writeAnswer(responseStream, await answer(event));
  },
);
