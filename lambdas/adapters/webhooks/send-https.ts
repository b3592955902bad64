import type { Readable } from 'node:stream';
import { Agent, type Dispatcher } from 'undici';
import { answerText } from '../../../core/webhook/answer-text.ts';
import { maxAnswerBytes, maxAnswerRead } from '../../../core/webhook/limits.ts';
import { retryAfterMs } from '../../../core/webhook/retry-after.ts';
import type {
  OutgoingWebhook,
  SendResult,
  SendWebhook,
} from '../../../core/webhook/send-webhook.ts';
import { type ConnectorOptions, guardedConnector } from './guarded-connector.ts';
import { failedSend } from './send-failure.ts';

/** All headers of one answer; what has more is no answer. */
const maxHeaderBytes = 16 * 1_024;

/** A connection that is done waits so long for the next post, whatever its receiver says of it. */
const idleMs = 4_000;

/** What sends, until it is closed. */
export interface Sender {
  readonly send: SendWebhook;
  /** Ends its connections, and what is under way. */
  close(): Promise<void>;
}

/**
 * Posts to URLs. Nothing is followed and nothing repeated: a redirect is the answer. Connections are
 * kept for the next post of this sender only, since a Lambda that was frozen wakes up with dead ones.
 */
export function createHttpsSender(options: ConnectorOptions): Sender {
  const agent = new Agent({
    connect: guardedConnector(options),
    allowH2: false,
    pipelining: 1,
    maxHeaderSize: maxHeaderBytes,
    // One clock counts, from the first lookup to the last byte.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    // Not the experimental parser that an environment variable chooses.
    useMilo: false,
  });
  return { send: message => post(agent, message), close: () => agent.destroy() };
}

async function post(agent: Agent, message: OutgoingWebhook): Promise<SendResult> {
  const { origin, pathname, search, hostname } = new URL(message.url);
  const startedAt = performance.now();
  const tookMs = () => Math.round(performance.now() - startedAt);
  const isOver = new AbortController();
  const timer = setTimeout(() => isOver.abort(), message.timeoutMs);
  try {
    const answer = await agent.request({
      origin,
      path: `${pathname}${search}`,
      method: 'POST',
      headers: message.headers,
      body: message.body,
      signal: isOver.signal,
    });
    return { ...(await answered(answer)), tookMs: tookMs() };
  } catch (error) {
    const failed = isOver.signal.aborted
      ? failedSend({ code: 'ETIMEDOUT' }, hostname)
      : failedSend(error, hostname);
    return { kind: 'failed', ...failed, tookMs: tookMs() };
  } finally {
    clearTimeout(timer);
  }
}

type Response = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

/** Once there is a status it counts, however its body ends. */
async function answered({ statusCode, headers, body }: Response) {
  const { beginning, isWhole } = await readBeginning(body);
  const wait = headers['retry-after'];
  return {
    kind: 'answered',
    status: statusCode,
    answer: answerText(beginning, !isWhole),
    isAnswerCut: !isWhole,
    retryAfterMs: retryAfterMs(Array.isArray(wait) ? wait[0] : wait, Date.now()),
  } as const;
}

/** Reads until the end, the time or the bound; what is left unread ends with its connection. */
async function readBeginning(body: Readable) {
  // What breaks it off is seen where it is read.
  body.on('error', () => {});
  const pieces: Buffer[] = [];
  let read = 0;
  let isEnded = false;
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      if (read < maxAnswerBytes) pieces.push(piece.subarray(0, maxAnswerBytes - read));
      read += piece.length;
      if (read >= maxAnswerRead) break;
    }
    isEnded = read < maxAnswerRead;
  } catch {
    // Its time is over, or the connection broke.
  }
  return { beginning: Buffer.concat(pieces), isWhole: isEnded && read <= maxAnswerBytes };
}
