import {
  type AsyncApiDocument,
  type ChannelItem,
  refTo,
  type Server,
} from './async-api-document.ts';

/** Where a deployment is called. */
export interface Deployment {
  readonly channels: readonly { readonly name: string; readonly url: string }[];
  /** Where several channels are read by one stream. @default - that channel has no server */
  readonly liveUrl?: string | undefined;
  readonly managementUrl: string;
  readonly proposalsWebSocketUrl: string;
}

/** Any of these opens a stream. */
const ofStreams = ['bearer', 'tokenInQuery', 'session'];

/** Any of these opens a socket. */
const ofSockets = ['bearerProtocol', 'tokenInQuery'];

/** Each receiver is its owner's: what it is called stands where the webhook was registered. */
const receiver: Server = {
  host: '{receiver}',
  protocol: 'https',
  description: 'A receiver of webhooks, which is yours and not of this deployment',
  variables: { receiver: { description: 'The host of the URL that was registered' } },
  security: [refTo('components', 'securitySchemes', 'webhookSignature')],
};

/**
 * The document as one deployment has it: with its servers, `streams` for all channels where they share
 * a host and else one for each, and the path of each channel there.
 */
export function withServers(document: AsyncApiDocument, deployment: Deployment): AsyncApiDocument {
  const { managementUrl, proposalsWebSocketUrl, liveUrl } = deployment;
  const streams = [
    ...deployment.channels.map(({ name, url }) => ({ name, url: new URL(url) })),
    ...(liveUrl === undefined ? [] : [{ name: 'live', url: new URL(liveUrl) }]),
  ];
  const socket = new URL(proposalsWebSocketUrl);
  const isOneHost = new Set(streams.map(({ url }) => url.host)).size === 1;
  const serverOf = (name: string) => (isOneHost ? 'streams' : name);
  const servers: Record<string, Server> = {};
  const channels: Record<string, ChannelItem> = { ...document.channels };
  const place = (name: string, server: string, url: URL) => {
    const channel = channels[name];
    if (channel === undefined) return;
    channels[name] = { ...channel, address: url.pathname, servers: [refTo('servers', server)] };
  };
  for (const { name, url } of streams) {
    servers[serverOf(name)] = serverAt(url, ofStreams, 'Streams as Server-Sent Events');
    place(name, serverOf(name), url);
  }
  servers.sockets = serverAt(socket, ofSockets, 'The WebSocket of proposals and workflows');
  place('proposals', 'sockets', socket);
  servers.receiver = receiver;
  const webhooks = channels.webhooks;
  if (webhooks) channels.webhooks = { ...webhooks, servers: [refTo('servers', 'receiver')] };
  const url = new URL('openapi.json', managementUrl).href;
  const externalDocs = { description: 'What is asked over HTTP: the OpenAPI document', url };
  return { ...document, info: { ...document.info, externalDocs }, servers, channels };
}

function serverAt({ host, protocol }: URL, schemes: readonly string[], description: string) {
  const security = schemes.map(scheme => refTo('components', 'securitySchemes', scheme));
  return { host, protocol: protocol.replace(':', ''), description, security };
}
