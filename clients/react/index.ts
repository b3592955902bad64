export type { Currency } from '../../core/wire/currency.ts';
export { cutText } from '../../core/wire/cut-text.ts';
export type { ChannelEvent, ChannelName } from '../../core/wire/event.ts';
export type { AuditEntryView, AuditPage } from '../../core/wire/management/audit.ts';
export type {
  ConnectionList,
  ConnectionView,
  Presence,
} from '../../core/wire/management/connections.ts';
export type { Published } from '../../core/wire/management/events.ts';
export type { Health } from '../../core/wire/management/health.ts';
export type { HourlyStats } from '../../core/wire/management/hourly-stats.ts';
export type { PaymentStream } from '../../core/wire/management/payment-streams.ts';
export type { Polled } from '../../core/wire/management/poll.ts';
export type { Stats } from '../../core/wire/management/stats.ts';
export type {
  Webhook,
  WebhookAnswer,
  WebhookAttempt,
  WebhookChange,
  WebhookCreated,
  WebhookDelivery,
  WebhookDeliveryAccepted,
  WebhookDeliveryDetail,
  WebhookRecovering,
  WebhookRemoved,
  WebhookRequest,
  WebhookRotated,
} from '../../core/wire/management/webhooks.ts';
export type {
  BulkAnswer,
  BulkOperationView as BulkOperation,
  BulkPreview,
  BulkRequestBody,
  BulkResults,
  BulkRetryBody,
} from '../../core/wire/management/workflow-bulk.ts';
export type { NewWorkflow } from '../../core/wire/management/workflow-changes.ts';
export type { WorkflowDetail } from '../../core/wire/management/workflow-lists.ts';
export type {
  Workflow,
  WorkflowAnswer,
  WorkflowDecided,
  WorkflowDelegated,
} from '../../core/wire/management/workflows.ts';
export { minorUnits } from '../../core/wire/minor-units.ts';
export { money } from '../../core/wire/money.ts';
export type { EventType } from '../../core/wire/payloads.ts';
export type { NewProposal } from '../../core/wire/socket/client-message.ts';
export type { Proposal, ProposalKind } from '../../core/wire/socket/proposal.ts';
export { approversOf, isOwnApprover, namesSomeone } from '../../core/wire/workflow.ts';
export {
  accrued,
  type ChannelOptions,
  type ChannelStatus,
  type ChannelStep,
  ChannelStream,
  type ChannelView,
  type ClientProblem,
  depletesAtMs,
  type EventData,
  type EventOf,
  type Gap,
  type KnownEvent,
  type Method,
  type Outcome,
  type PaymentStreamFilter,
  type PaymentStreamStatus,
  type PaymentStreamTerms,
  ProposalSocket,
  type ReceivedEvent,
  RecentIds,
  type TokenSource,
  type UnknownEvent,
  uncovered,
  withdrawable,
} from '../browser/index.ts';
export type { BulkOperationView } from './bulk-operation-kind.ts';
export type { ChannelReader } from './channel-reader.ts';
export { createFeed, type Feed, type FeedEntry, type FeedOptions, type FeedView } from './feed.ts';
export { createHistory, type History, type HistoryOptions, type HistoryView } from './history.ts';
export {
  ManagementClient,
  type ManagementProblem,
  type ManagementResult,
} from './management-client.ts';
export type { PaymentStreamView } from './payment-stream-kind.ts';
export {
  createProposalBook,
  type ProposalBook,
  type ProposalBookOptions,
  type ProposalBookView,
} from './proposal-book.ts';
export { type RealtimeEndpoints, RealtimeProvider, useRealtime } from './realtime-provider.tsx';
export { type SharedOptions, SharedStreams } from './shared-streams.ts';
export { type UseBulkOperationOptions, useBulkOperation } from './use-bulk-operation.ts';
export type { UseChannelOptions } from './use-channel.ts';
export { useFeedView } from './use-feed.ts';
export { type UseHistoryOptions, type UseHistoryResult, useHistory } from './use-history.ts';
export {
  type DebugLog,
  type EventHandler,
  type HybridRealtime,
  type UseHybridRealtimeOptions,
  useHybridRealtime,
} from './use-hybrid-realtime.ts';
export { type ManagementQuery, useManagement, useManagementQuery } from './use-management.ts';
export { type UseMultiSseOptions, type UseMultiSseResult, useMultiSSE } from './use-multi-sse.ts';
export {
  type UsePaymentStreamOptions,
  type UsePaymentStreamResult,
  usePaymentStream,
} from './use-payment-stream.ts';
export {
  type PaymentStreamListView,
  type UsePaymentStreamsOptions,
  type UsePaymentStreamsResult,
  usePaymentStreams,
} from './use-payment-streams.ts';
export {
  type UseProposalsOptions,
  type UseProposalsResult,
  useProposals,
} from './use-proposals.ts';
export { type UseSseOptions, type UseSseResult, useSSE } from './use-sse.ts';
export {
  type UseStreamEventsOptions,
  type UseStreamEventsResult,
  useStreamEvents,
} from './use-stream-events.ts';
export { type UseWebhookResult, useWebhook } from './use-webhook.ts';
export { type UseWebhookActionsOptions, useWebhookActions } from './use-webhook-actions.ts';
export {
  type UseWebhookDeliveriesOptions,
  type UseWebhookDeliveriesResult,
  useWebhookDeliveries,
} from './use-webhook-deliveries.ts';
export { type UseWebhookDeliveryResult, useWebhookDelivery } from './use-webhook-delivery.ts';
export { type UseWebhooksResult, useWebhooks } from './use-webhooks.ts';
export {
  type UseWorkflowOptions,
  type UseWorkflowResult,
  useWorkflow,
} from './use-workflow.ts';
export { type UseWorkflowActionsOptions, useWorkflowActions } from './use-workflow-actions.ts';
export {
  type UseWorkflowsOptions,
  type UseWorkflowsResult,
  useWorkflows,
  type WorkflowFilter,
  type WorkflowListView,
} from './use-workflows.ts';
export type { RecoverOptions, WebhookActions } from './webhook-actions.ts';
export type { WebhookHookOptions } from './webhook-question.ts';
export type { BulkActions, DecisionOptions, WorkflowActions } from './workflow-actions.ts';
export type { WorkflowView } from './workflow-kind.ts';
