import type { Writable } from 'node:stream';

/**
 * Sends a finished answer down a streaming function URL, so that the caller has it while the function
 * still writes what comes after. Status and headers leave with the first byte
 * (aws-lambda-nodejs-runtime-interface-client#95), so every answer has a body.
 */
export async function writeAnswer(responseStream: Writable, answer: Response): Promise<void> {
  const body = await answer.text();
  const cookies = answer.headers.getSetCookie();
  answer.headers.delete('set-cookie');
  const stream = awslambda.HttpResponseStream.from(responseStream, {
    statusCode: answer.status,
    headers: Object.fromEntries(answer.headers),
    ...(cookies.length > 0 ? { cookies } : {}),
  });
  stream.write(body);
  stream.end();
}
