import type { ServerResponse } from 'node:http';
import type { InvocationResult } from '../contract/invocation.ts';
import { isRecord } from '../template/template.ts';
import { refuse, refuseFailure, writeHead } from './http-answer.ts';

/**
 * Answers with a handler's whole result: either the parts of an HTTP answer, or any JSON value,
 * which stands for 200 with that body (docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html).
 */
export function answerBuffered(response: ServerResponse, result: InvocationResult): void {
  if (result.kind === 'error') {
    refuseFailure(response, result);
    return;
  }
  const { payload } = result;
  if (!isRecord(payload) || payload.statusCode === undefined) {
    writeHead(response, 200, { 'content-type': 'application/json' }, []);
    response.end(JSON.stringify(payload));
    return;
  }
  const statusCode = Number(payload.statusCode);
  if (!Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599) {
    refuse(response, 502, 'Internal Server Error');
    return;
  }
  const headers = isRecord(payload.headers) ? payload.headers : {};
  const texts = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, String(value)]),
  );
  const hasType = Object.keys(texts).some(name => name.toLowerCase() === 'content-type');
  const cookies = Array.isArray(payload.cookies) ? payload.cookies.map(String) : [];
  const body = payload.body;
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  writeHead(
    response,
    statusCode,
    hasType ? texts : { ...texts, 'content-type': 'application/json' },
    cookies,
  );
  response.end(payload.isBase64Encoded === true ? Buffer.from(text, 'base64') : text);
}
