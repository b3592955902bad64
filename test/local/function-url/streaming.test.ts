import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { lambdaPace, unpaced } from '../../../local/function-url/stream-pace.ts';
import type { HostLimits } from '../../../local/resources/kinds.ts';
import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource, urlResource } from '../tiny-assembly.ts';

/** Streams what the path asks for, and logs what became of it at a level that the host shows. */
const source = `
const warn = message => console.log(JSON.stringify({ level: 'WARN', message }));
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
export const handler = awslambda.streamifyResponse(async (event, responseStream, context) => {
  const path = event.rawPath;
  if (path === '/plain') {
    responseStream.setContentType('text/plain');
    responseStream.write('as it is');
    return void responseStream.end();
  }
  const stream = awslambda.HttpResponseStream.from(responseStream, {
    statusCode: 201,
    headers: { 'Content-Type': 'text/event-stream', 'X-Mine': 'yes' },
    cookies: ['a=1; Path=/', 'b=2'],
  });
  if (path === '/steps') {
    for (const word of ['one', 'two', 'three']) {
      stream.write(word);
      await sleep(150);
    }
    return void stream.end();
  }
  if (path === '/late-head') {
    await sleep(300);
    stream.write('x');
    return void stream.end();
  }
  if (path.startsWith('/event')) {
    stream.write('data: goal\\n\\n');
    if (path === '/event-and-comment') stream.write(':\\n\\n');
    await sleep(1000);
    return void stream.end();
  }
  if (path.startsWith('/refuse')) {
    awslambda.HttpResponseStream.from(responseStream, { statusCode: 401 });
    if (path === '/refuse-by-end') return void stream.end('no token');
    stream.write('no token');
    return void stream.end();
  }
  if (path === '/flood') {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    let written = 0;
    let waits = 0;
    while (written < 40 * 1024 * 1024) {
      written += chunk.length;
      if (!stream.write(chunk)) {
        waits += 1;
        const before = Date.now();
        await new Promise(resolve => stream.once('drain', resolve));
        if (Date.now() - before > 300) warn('held back at ' + written);
      }
    }
    await new Promise(resolve => stream.end(resolve));
    return void warn('flood over');
  }
  if (path === '/unaware') {
    let told = false;
    stream.on('close', () => { told = true; }).on('error', () => { told = true; });
    stream.write('first');
    for (let i = 0; i < 10; i += 1) { await sleep(50); stream.write('more'); }
    warn('unaware to the end, told: ' + told);
    return void stream.end();
  }
  if (path === '/empty') return void stream.end();
  if (path === '/empty-write') { stream.write(''); return void stream.end(); }
  if (path === '/breaks') { stream.write('half'); await sleep(50); throw new Error('mid-stream'); }
  if (path === '/overruns') { stream.write('half'); stream.write('.'); await sleep(60_000); }
  throw new Error('before the first byte');
});
`;

describe('a streaming function URL', () => {
  let host: TestHost;

  const run = (limits: Partial<HostLimits>): Promise<TestHost> =>
    runAssembly(
      {
        functions: { main: source },
        resources: {
          Main: functionResource('main', { Timeout: 3 }),
          Url: urlResource('Main', 'RESPONSE_STREAM'),
          WholeUrl: urlResource('Main', 'BUFFERED'),
        },
        outputs: {
          Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } },
          WholeUrl: { Value: { 'Fn::GetAtt': ['WholeUrl', 'FunctionUrl'] } },
        },
      },
      { limits },
    );
  /** Another host than the one each test begins with. */
  const runAgain = async (limits: Partial<HostLimits>): Promise<void> => {
    await host.stop();
    host = await run(limits);
  };

  beforeEach(async () => {
    host = await run({});
  });
  afterEach(() => host.stop());

  const request = async (path: string): Promise<IncomingMessage> => {
    const [response] = await once(get(`${host.outputs.Url}${path}`), 'response');
    return response as IncomingMessage;
  };

  test('holds each small write back until the next one, the last until the end', async () => {
    const response = await request('steps');
    const arrivals: { text: string; atMs: number }[] = [];
    for await (const chunk of response) arrivals.push({ text: String(chunk), atMs: Date.now() });
    expect(arrivals.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    // "two" leaves when "three" is written, "three" when the stream ends 150 ms later.
    const [first, , third] = arrivals;
    expect((third?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThan(200);
  });

  test('whose only event waits for the next one shows nothing; a comment behind it lets it out', async () => {
    const received = async (path: string): Promise<string> => {
      const response = await request(path);
      const [chunk] = await once(response, 'data');
      response.destroy();
      return String(chunk);
    };
    const wrong = received('event-alone');
    const right = await received('event-and-comment');
    expect(right).toBe('data: goal\n\n');
    // The function ends 1 s later: only that lets the event out, which here means after the right one.
    expect(await Promise.race([wrong, 'nothing'])).toBe('nothing');
    expect(await wrong).toBe('data: goal\n\n');
  });

  test('answers 502 when the body is given to end() alone; written first, it is an answer', async () => {
    const wrong = await fetch(`${host.outputs.Url}refuse-by-end`);
    expect(wrong.status).toBe(502);
    expect(await wrong.json()).toEqual({ Message: 'Internal Server Error' });
    await host.logged(/InvalidPrelude: the body was given to end\(\) alone/);
    const right = await fetch(`${host.outputs.Url}refuse-by-write`);
    expect([right.status, await right.text()]).toEqual([401, 'no token']);
  });

  test('sends the status, headers and cookies of the prelude', async () => {
    const response = await request('steps');
    expect(response.statusCode).toBe(201);
    expect(response.headers['content-type']).toBe('text/event-stream');
    expect(response.headers['x-mine']).toBe('yes');
    expect(response.headers['set-cookie']).toEqual(['a=1; Path=/', 'b=2']);
    response.destroy();
  });

  test('sends 200 and the content type that was set when there is no prelude', async () => {
    const response = await fetch(`${host.outputs.Url}plain`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await response.text()).toBe('as it is');
  });

  test('sends no header before the first byte', async () => {
    const begunMs = Date.now();
    const response = await request('late-head');
    expect(Date.now() - begunMs).toBeGreaterThan(290);
    response.destroy();
  });

  test('holds the function back while the reader does not read', async () => {
    await runAgain({ streamPace: unpaced });
    const response = await request('flood');
    let received = 0;
    // Reads nothing for a while, so that the function has to wait.
    setTimeout(() => response.on('data', chunk => (received += chunk.length)), 1_000);
    const [, bytes] = /held back at (\d+)/.exec(await host.logged(/held back/)) ?? [];
    expect(Number(bytes)).toBeLessThan(20 * 1024 * 1024);
    await once(response, 'end');
    expect(received).toBe(40 * 1024 * 1024);
  });

  test('slows down once its burst is used up', async () => {
    const megabyte = 1024 * 1024;
    await runAgain({
      streamPace: { ...lambdaPace, burstBytes: 30 * megabyte, bytesPerSecond: 10 * megabyte },
    });
    const response = await request('flood');
    const begunMs = Date.now();
    let received = 0;
    let burstOverMs = 0;
    for await (const chunk of response) {
      received += chunk.length;
      if (received <= 30 * megabyte) burstOverMs = Date.now() - begunMs;
    }
    expect(received).toBe(40 * megabyte);
    // 10 MB at 10 MB/s; the burst itself goes as fast as this machine goes.
    expect(Date.now() - begunMs - burstOverMs).toBeGreaterThan(850);
  });

  test('is cut where its answer grows too large, and says so in the log', async () => {
    await runAgain({ streamPace: { ...unpaced, maxBytes: 1024 * 1024 } });
    const response = await request('flood');
    let received = 0;
    response.on('data', chunk => (received += chunk.length));
    await expect(once(response, 'end')).rejects.toThrow('aborted');
    expect(received).toBe(1024 * 1024);
    await host.logged(/^error Url: cut an answer that grew beyond 1048576 bytes/);
  });

  test('does not tell the function that its reader left', async () => {
    const response = await request('unaware');
    await once(response, 'data');
    response.destroy();
    await host.logged(/unaware to the end, told: false/);
  });

  test('lets a flood run to its end when the reader left', async () => {
    const response = await request('flood');
    response.destroy();
    await host.logged(/flood over/);
    expect(host.lines.filter(line => line.startsWith('error'))).toEqual([]);
  });

  test('gives 502 for an error before the first byte', async () => {
    const response = await fetch(`${host.outputs.Url}`);
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({ Message: 'Internal Server Error' });
  });

  test.each(['breaks', 'overruns'])(
    'cuts the connection when the function "%s" mid-stream',
    async path => {
      const response = await fetch(`${host.outputs.Url}${path}`);
      expect(response.status).toBe(201);
      await expect(response.text()).rejects.toThrow('terminated');
    },
  );

  test('leaves a reader without an answer when the function writes no byte', async () => {
    const left = AbortSignal.timeout(500);
    await expect(fetch(`${host.outputs.Url}empty`, { signal: left })).rejects.toThrow('timeout');
    expect(host.lines).toEqual([]);
  });

  test('ends no answer whose only write was empty, though its status is out', async () => {
    const left = AbortSignal.timeout(500);
    const response = await fetch(`${host.outputs.Url}empty-write`, { signal: left });
    expect(response.status).toBe(201);
    await expect(response.text()).rejects.toThrow('timeout');
  });

  test('stops at once with streams open', async () => {
    const response = await request('overruns');
    response.on('error', () => {});
    const begunMs = Date.now();
    await host.stop();
    expect(Date.now() - begunMs).toBeLessThan(1_500);
  });

  test('whose mode is BUFFERED answers with the whole stream at once', async () => {
    const response = await fetch(`${host.outputs.WholeUrl}steps`);
    expect(response.status).toBe(201);
    expect(await response.text()).toBe('onetwothree');
  });
});
