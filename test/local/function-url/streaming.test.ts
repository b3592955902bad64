import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { unpaced } from '../../../local/function-url/stream-pace.ts';
import type { HostLimits } from '../../../local/resources/kinds.ts';
import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource, urlResource } from '../tiny-assembly.ts';
import { type Gate, openGate } from './gate.ts';

/**
 * Streams what the path asks for, and logs what became of it at a level that the host shows. Where it
 * is to wait, it asks the gate whose URL is its query, until the test lets it pass.
 */
const source = `
const warn = message => console.log(JSON.stringify({ level: 'WARN', message }));
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
export const handler = awslambda.streamifyResponse(async (event, responseStream, context) => {
  const path = event.rawPath;
  const gate = () => fetch(event.rawQueryString);
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
      if (event.rawQueryString) await gate();
    }
    return void stream.end();
  }
  if (path === '/late-head') {
    await gate();
    stream.write('x');
    return void stream.end();
  }
  if (path.startsWith('/event')) {
    stream.write('data: goal\\n\\n');
    if (path === '/event-and-comment') stream.write(':\\n\\n');
    await gate();
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
    while (written < 40 * 1024 * 1024) {
      written += chunk.length;
      if (!stream.write(chunk)) {
        const waiting = setTimeout(() => warn('held back at ' + written), 300);
        await new Promise(resolve => stream.once('drain', resolve));
        clearTimeout(waiting);
      }
    }
    await new Promise(resolve => stream.end(resolve));
    return void warn('flood over');
  }
  if (path === '/unaware') {
    let notified = false;
    stream.on('close', () => { notified = true; }).on('error', () => { notified = true; });
    stream.write('first');
    for (let i = 0; i < 10; i += 1) { await sleep(50); stream.write('more'); }
    warn('unaware to the end, notified: ' + notified);
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
          Patient: functionResource('main', { Timeout: 900 }),
          PatientUrl: urlResource('Patient', 'RESPONSE_STREAM'),
          WholeUrl: urlResource('Main', 'BUFFERED'),
        },
        outputs: {
          Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } },
          PatientUrl: { Value: { 'Fn::GetAtt': ['PatientUrl', 'FunctionUrl'] } },
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
  const gates: Gate[] = [];
  // Also after a test that failed: a gate that stands open would keep the whole run from ending.
  afterEach(async () => {
    await host.stop();
    await Promise.all(gates.splice(0).map(gate => gate.close()));
  });
  const gateOfTest = async (): Promise<Gate> => {
    const gate = await openGate();
    gates.push(gate);
    return gate;
  };

  const request = async (path: string, url = host.outputs.Url): Promise<IncomingMessage> => {
    const [response] = await once(get(`${url}${path}`), 'response');
    return response as IncomingMessage;
  };
  /** Of a function that waits as long as the test lets it. */
  const patiently = (path: string) => request(path, host.outputs.PatientUrl);

  test('holds each small write back until the next one, the last until the end', async () => {
    const gate = await gateOfTest();
    const happened: string[] = [];
    let chunks = 0;
    const reading = patiently(`steps?${gate.url}`).then(response =>
      response.on('data', chunk => {
        chunks += 1;
        happened.push(String(chunk));
      }),
    );
    const received = async (count: number): Promise<void> => {
      const response = await reading;
      while (chunks < count) await once(response, 'data');
    };
    for (const [step, written] of ['two is written', 'three is written', 'the end'].entries()) {
      await gate.reached();
      happened.push(written);
      gate.pass();
      await received(step + 1);
    }
    expect(happened).toEqual([
      ...['two is written', 'one', 'three is written', 'two', 'the end', 'three'],
    ]);
  });

  test('whose only event waits for the next one shows nothing; a comment behind it lets it out', async () => {
    const gate = await gateOfTest();
    const received = async (path: string): Promise<string> => {
      const response = await patiently(`${path}?${gate.url}`);
      const [chunk] = await once(response, 'data');
      response.destroy();
      return String(chunk);
    };
    const happened: string[] = [];
    const wrong = received('event-alone').then(text => happened.push(`alone: ${text}`));
    await gate.reached();
    happened.push(`with a comment: ${await received('event-and-comment')}`);
    // Only its end lets out an event that stands alone.
    happened.push('end');
    gate.pass();
    await wrong;
    expect(happened).toEqual(['with a comment: data: goal\n\n', 'end', 'alone: data: goal\n\n']);
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
    const gate = await gateOfTest();
    const happened: string[] = [];
    const headers = patiently(`late-head?${gate.url}`).then(response => {
      happened.push('headers');
      response.destroy();
    });
    await gate.reached();
    happened.push('the first byte');
    gate.pass();
    await headers;
    expect(happened).toEqual(['the first byte', 'headers']);
  });

  test('holds the function back while the reader does not read', async () => {
    await runAgain({ streamPace: unpaced });
    const response = await patiently('flood');
    // Reads nothing until the function waits.
    const [, bytes] = /held back at (\d+)/.exec(await host.logged(/held back/)) ?? [];
    let received = 0;
    response.on('data', chunk => (received += chunk.length));
    expect(Number(bytes)).toBeLessThan(20 * 1024 * 1024);
    await once(response, 'end');
    expect(received).toBe(40 * 1024 * 1024);
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

  test('does not notify the function that its reader left', async () => {
    const response = await request('unaware');
    await once(response, 'data');
    response.destroy();
    await host.logged(/unaware to the end, notified: false/);
  });

  test('lets a flood run to its end when the reader left', async () => {
    const response = await patiently('flood');
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
    const left = new AbortController();
    const response = await fetch(`${host.outputs.Url}empty-write`, { signal: left.signal });
    expect(response.status).toBe(201);
    setTimeout(() => left.abort(new Error('timeout')), 500);
    await expect(response.text()).rejects.toThrow('timeout');
  });

  test('stops at once with streams open, and none of their functions runs on', async () => {
    // Neither what it waits for nor its timeout is waited for: this test would not last.
    const gate = await gateOfTest();
    const response = await patiently(`event-and-comment?${gate.url}`);
    response.on('error', () => {});
    await gate.reached();
    const left = gate.left();
    await host.stop();
    await left;
    expect(host.lines.filter(line => line.startsWith('error'))).toEqual([]);
  });

  test('whose mode is BUFFERED answers with the whole stream at once', async () => {
    const response = await fetch(`${host.outputs.WholeUrl}steps`);
    expect(response.status).toBe(201);
    expect(await response.text()).toBe('onetwothree');
  });
});
