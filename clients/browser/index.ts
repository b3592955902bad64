// First, so that the socket's and the stream's code, which are alike, compress together.
import './stream/sse-reader.ts';

export type { ChannelEvent, ChannelName } from '../../core/wire/event.ts';
export type { EventType } from '../../core/wire/payloads.ts';
export {
  accrued,
  depletesAtMs,
  type PaymentStreamStatus,
  type PaymentStreamTerms,
  uncovered,
  withdrawable,
} from '../../core/wire/payment-stream.ts';
export type { PaymentStreamFilter } from '../../core/wire/payment-stream-filter.ts';
export type { NewProposal } from '../../core/wire/socket/client-message.ts';
export type { Proposal, ProposalKind } from '../../core/wire/socket/proposal.ts';
export type { Failures } from './backoff.ts';
export type { ClientProblem, LocalCode } from './client-problem.ts';
export {
  type Environment,
  globalEnvironment,
  type Socket,
  type Surrounding,
} from './environment.ts';
export { RecentIds } from './recent-ids.ts';
export { remainingMs, ServerClock } from './server-clock.ts';
export {
  ProposalSocket,
  type ProposalSocketOptions,
  type SocketNews,
  type SocketStep,
} from './socket/proposal-socket.ts';
export type { Outcome, RequestOptions } from './socket/request-outcome.ts';
export type { PushedEvent } from './socket/socket-message.ts';
export type { SocketSettings, SocketStopReason, UnansweredReason } from './socket/socket-state.ts';
export type { SocketView } from './socket/socket-view.ts';
export type { RoomNews, WorkflowNews } from './socket/workflow-rooms.ts';
export type {
  EventData,
  EventNamed,
  EventOf,
  EventTypeOn,
  KnownEvent,
  ReceivedEvent,
  UnknownEvent,
} from './stream/channel-events.ts';
export {
  type ChannelPlace,
  type ChannelRequest,
  type ChannelSource,
  type LiveSource,
  pollRequest,
  streamRequest,
} from './stream/channel-request.ts';
export type {
  ChannelSettings,
  Connected,
  CursorText,
  Gap,
  Method,
  MethodChoice,
  StopReason,
} from './stream/channel-state.ts';
export {
  type ChannelNews,
  type ChannelOptions,
  type ChannelStep,
  ChannelStream,
  type LiveOptions,
} from './stream/channel-stream.ts';
export type { ChannelStatus, ChannelView } from './stream/channel-view.ts';
export { type SseTokensOptions, sseTokens } from './stream/sse-tokens.ts';
export type { TokenGiver, TokenSource } from './token-source.ts';
