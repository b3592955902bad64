import { runWebFunction, type WebHost } from '../web-function/held-streams.ts';
import { listening } from '../web-function/web-assembly.ts';

let host: WebHost;
afterEach(() => host.stop());

describe('a scale-in', () => {
  test('has the busiest environment end by SIGTERM, and new requests go elsewhere', async () => {
    host = await runWebFunction({}, { firstConcurrency: 2 });
    const streams = [await host.hold(), await host.hold(), await host.hold()];
    const answered = host.inject({ kind: 'scaleIn' });
    expect(await Promise.all(streams.slice(0, 2).map(each => each.rest()))).toEqual([
      ' ended by SIGTERM',
      ' ended by SIGTERM',
    ]);
    expect((await answered).status).toBe(200);
    expect((await host.said()).environment).toBe(streams[2]?.environment);
    await host.logged(/^warn \[Streams\] injected fault: {"kind":"scaleIn","environments":1}$/);
  });

  test('of all leaves none, and the next request starts one', async () => {
    host = await runWebFunction({}, { firstConcurrency: 1 });
    const streams = [await host.hold(), await host.hold()];
    await host.inject({ kind: 'scaleIn', environments: 'all' });
    expect(await Promise.all(streams.map(each => each.rest()))).toEqual([
      ' ended by SIGTERM',
      ' ended by SIGTERM',
    ]);
    const { environment } = await host.said();
    expect(streams.map(each => each.environment)).not.toContain(environment);
  });

  test('is done once: no later change of the faults repeats it', async () => {
    host = await runWebFunction({});
    const { environment } = await host.hold();
    await host.inject({ kind: 'slowStart', byMs: 0 });
    expect((await host.said()).environment).toBe(environment);
    const answer = await host.inject({ kind: 'scaleIn' });
    expect(await answer.json()).toMatchObject({ webFunctions: {} });
    expect((await host.said()).environment).not.toBe(environment);
  });

  test.each([
    [
      'that does not end when it is asked to',
      "process.on('SIGTERM', () => console.log('SIGTERM was heeded by nobody'));",
    ],
    ['that does not listen to SIGTERM', ''],
  ])('cuts the streams of an environment %s', async (_, onSigterm) => {
    const source = `${listening} ${onSigterm}
      listen((request, response) => response.write(JSON.stringify({ environment: 'a', asked: 1 })));`;
    host = await runWebFunction({ source }, { shutdownMs: 100 });
    const stream = await host.hold();
    const cut = expect(stream.rest()).rejects.toThrow('aborted');
    await host.inject({ kind: 'scaleIn' });
    await cut;
    const signals = host.lines.filter(line => line.includes('heeded by nobody'));
    expect(signals).toHaveLength(onSigterm === '' ? 0 : 1);
  });
});

test('a kill cuts the streams without a signal', async () => {
  host = await runWebFunction({});
  const stream = await host.hold();
  const cut = expect(stream.rest()).rejects.toThrow('aborted');
  await host.inject({ kind: 'kill' });
  await cut;
  await host.logged(/^error \[Streams\] environment 1 was ended$/);
  expect((await host.said()).environment).not.toBe(stream.environment);
});

test('what is no fault of a Web Function of the template is refused', async () => {
  host = await runWebFunction({});
  expect(await (await host.inject({ kind: 'throttle' })).json()).toEqual({
    message: expect.stringContaining('webFunctions.Streams'),
  });
  const answer = await fetch(`${host.outputs.AwsEndpointUrl}/_host/faults`, {
    method: 'POST',
    body: JSON.stringify({ webFunctions: { Copies: { kind: 'kill' } } }),
  });
  expect(await answer.json()).toEqual({
    message: 'no Web Function Copies in this template; it has Streams1A2B3C4D',
  });
});
