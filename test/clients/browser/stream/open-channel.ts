import { type ChannelOptions, ChannelStream } from '../../../../clients/browser/index.ts';
import { FakeEnvironment } from '../fake-environment.ts';

/** The first frame of a stream, and the comment after it. */
export const connected =
  'retry: 1500\nid: k3f9.0\nevent: connected\ndata: {"connectionId":"c1","channel":"fights","role":"admin","cursor":"k3f9.0","heartbeatMs":15000,"endsAt":1795000300000}\n\n:\n\n';

/** The nth event of the log. */
export function envelope(n: number, type = 'FIGHT_CREATED') {
  return {
    id: `e-${n}`,
    type,
    timestamp: 1_795_000_000_000,
    priority: 'normal',
    source: 'Fights',
    version: '1.0',
    channel: 'fights',
    data: { fightId: `f${n}`, status: 'upcoming' },
  };
}

export const frameOf = (n: number, type = 'FIGHT_CREATED') =>
  `id: k3f9.${n}\nevent: ${type}\ndata: ${JSON.stringify(envelope(n, type))}\n\n`;

/** A reader of fights that is connecting, and all around it. */
export function open(options: Partial<ChannelOptions<'fights'>> = {}) {
  const around = new FakeEnvironment();
  const stream = new ChannelStream({
    channel: 'fights',
    url: 'https://fights.example.com/',
    pollUrl: 'https://api.example.com/poll',
    token: 'jwt-1',
    environment: around.environment,
    ...options,
  });
  const received: string[] = [];
  stream.on('*', event => received.push(event.id));
  stream.connect();
  return { around, stream, received };
}

/** Lets three requests for a stream fail, so that the fourth request is a poll. */
export async function fallBack(around: FakeEnvironment): Promise<void> {
  await around.request.fail();
  await around.pass(3_000);
  await around.request.fail();
  await around.pass(4_000);
  await around.request.fail();
}
