import { z } from 'zod';

const maxOrigins = 20;
/** https://docs.aws.amazon.com/lambda/latest/dg/API_Cors.html */
const maxOriginLength = 253;
const originExpectation =
  'origins such as https://admin.example.com (scheme, host and port; no path), comma-separated or a list';

const originSchema = z.string({ error: originExpectation }).check(context => {
  const reason = originDefect(context.value);
  if (reason === undefined) return;
  context.issues.push({ code: 'custom', input: context.value, message: reason });
});

function originDefect(value: string): string | undefined {
  if (value === '*') {
    return `${originExpectation}; "*" would let any web site read streams from its visitors' browsers`;
  }
  if (value.length > maxOriginLength) {
    return `${originExpectation}; a function URL takes ${maxOriginLength} characters of one, and these are ${value.length}`;
  }
  const isHttp = /^https?:\/\/[^*]+$/.test(value);
  return isHttp && URL.parse(value)?.origin === value
    ? undefined
    : `${originExpectation}; ${JSON.stringify(value)} is none`;
}

/** The origins of web pages, each once as its browser sends it. */
export const allowedOriginsSchema = z.preprocess(
  value => {
    if (typeof value !== 'string') return value;
    return value.trim() === '' ? [] : value.split(',').map(origin => origin.trim());
  },
  z
    .array(originSchema, { error: originExpectation })
    .max(maxOrigins, { error: `at most ${maxOrigins} ${originExpectation}` }),
);

const frontDoorExpectation =
  'one origin: https, or http on localhost or 127.0.0.1, such as https://admin.example.com';
/** An origin whose pages may have a cookie. */
export const frontDoorSchema = z.string({ error: frontDoorExpectation }).refine(
  value => {
    if (originDefect(value) !== undefined) return false;
    const { protocol, hostname } = new URL(value);
    // Elsewhere a browser would not keep a cookie that is Secure.
    return protocol === 'https:' || ['localhost', '127.0.0.1'].includes(hostname);
  },
  { error: frontDoorExpectation },
);

/** Pages of the front door open sockets and may call functions by their own URLs: other origins. */
export function withFrontDoor<
  Given extends {
    readonly allowedOrigins: string[];
    readonly frontDoorOrigin?: string | undefined;
  },
>(settings: Given): Given {
  const { allowedOrigins, frontDoorOrigin } = settings;
  if (frontDoorOrigin === undefined) return settings;
  return { ...settings, allowedOrigins: [...new Set([...allowedOrigins, frontDoorOrigin])] };
}
