import { channels, servedChannel } from '../../core/channel/channels.ts';
import type { ChannelName } from '../../core/wire/event.ts';
import { UsageError } from '../command-line.ts';
import type { Outputs } from '../outputs.ts';

/** Where everything is; what is not there cannot be used. */
export interface Endpoints {
  readonly socketUrl?: string;
  /** Where channels are polled while streaming fails. */
  readonly pollUrl?: string;
  /** Where workflows are read and decided. */
  readonly managementUrl?: string;
  /** Where several channels are read by one stream. */
  readonly liveUrl?: string;
  readonly channelUrls: Readonly<Partial<Record<ChannelName, string>>>;
}

/** The output that a `--url` of this name stands for. */
function outputOf(name: string): string | undefined {
  if (name === 'socket') return 'ProposalsWebSocketUrl';
  if (name === 'management') return 'ManagementUrl';
  if (name === 'live') return 'LiveUrl';
  const channel = servedChannel(name);
  return channel && `${channel.title}ChannelUrl`;
}

/** `--url socket=wss://…`, in place of an output or without any. */
export function outputsOfUrls(urls: readonly string[]): Outputs {
  return Object.fromEntries(urls.map(readUrl));
}

function readUrl(text: string): readonly [string, string] {
  const mark = text.indexOf('=');
  const [name, url] = [text.slice(0, Math.max(0, mark)), text.slice(mark + 1)];
  const output = outputOf(name);
  if (output === undefined) {
    const names = ['socket', 'management', ...channels.map(channel => channel.name), 'live'].join(
      ', ',
    );
    throw new UsageError(`--url: received "${text}", expected NAME=URL, with one of ${names}`);
  }
  const protocols = name === 'socket' ? ['ws:', 'wss:'] : ['http:', 'https:'];
  if (!URL.canParse(url) || !protocols.includes(new URL(url).protocol)) {
    const expected = protocols.map(protocol => `${protocol}//…`).join(' or ');
    throw new UsageError(`--url ${name}: received "${url}", expected ${expected}`);
  }
  return [output, url];
}

export function endpointsOf(outputs: Outputs): Endpoints {
  const { ProposalsWebSocketUrl: socketUrl, ManagementUrl: management, LiveUrl: liveUrl } = outputs;
  const channelUrls = Object.fromEntries(
    channels.flatMap(({ name, title }) => {
      const url = outputs[`${title}ChannelUrl`];
      return url === undefined ? [] : [[name, url]];
    }),
  );
  return {
    channelUrls,
    ...(socketUrl === undefined ? {} : { socketUrl }),
    ...(liveUrl === undefined ? {} : { liveUrl }),
    ...(management === undefined ? {} : managementUrls(management)),
  };
}

function managementUrls(url: string): Pick<Endpoints, 'pollUrl' | 'managementUrl'> {
  const managementUrl = `${url.replace(/\/$/, '')}/`;
  return { managementUrl, pollUrl: `${managementUrl}poll` };
}
