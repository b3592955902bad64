import { runWebFunction, type WebHost } from './held-streams.ts';

let host: WebHost;
afterEach(() => host.stop());

async function report() {
  const answer = await fetch(`${host.outputs.AwsEndpointUrl}/_host/web-functions`);
  return (await answer.json()) as Record<string, { number: number; externalBytes: number }[]>;
}

test('the host reports what its environments serve and hold, without their garbage', async () => {
  host = await runWebFunction({}, { firstConcurrency: 2 });
  expect(await report()).toEqual({ Streams1A2B3C4D: [] });
  const streams = [await host.hold(), await host.hold(), await host.hold()];
  const { Streams1A2B3C4D: before } = await report();
  expect(before).toEqual([
    expect.objectContaining({ number: 1, requests: 2, limit: 2, heapBytes: expect.any(Number) }),
    expect.objectContaining({ number: 2, requests: 1, limit: 2, heapBytes: expect.any(Number) }),
  ]);
  await host.said('/fill');
  const { Streams1A2B3C4D: filled } = await report();
  expect(filled?.filter(({ externalBytes }) => externalBytes > 100_000_000)).toHaveLength(1);
  for (const stream of streams) stream.close();
  await host.inject({ kind: 'scaleIn', environments: 'all' });
  expect(await report()).toEqual({ Streams1A2B3C4D: [] });
});
