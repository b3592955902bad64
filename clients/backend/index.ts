/*
 * The publisher of backends (docs/backend.md); its adapter for Sequelize is in sequelize/. What is not exported here is private.
 */
export type { Item } from '../../core/change/change.ts';
export type { ItemProblem } from '../../core/change/malformed-reason.ts';
export { AppError } from '../../core/wire/app-error.ts';
export { createPublisher, type Publisher, type PublisherOptions } from './create-publisher.ts';
export type { MessageOptions, Recipients } from './domains/messages.ts';
export { event } from './event-builder.ts';
export type { ExecutionTimer } from './execution-timer.ts';
export type { PublishedTable, PublishResult, TableNames } from './item-write.ts';
export { MalformedItemError } from './malformed-item-error.ts';
export type { OutgoingEvent } from './outgoing-event.ts';
export type {
  PaymentStreamAct,
  PaymentStreamCreation,
  PaymentStreamRate,
  PaymentStreamTopUp,
  PaymentStreamWithdrawal,
} from './payment-stream-input.ts';
export type { PaymentStreamResult, PaymentStreamState } from './payment-stream-result.ts';
export type { ProposalSettings } from './proposal-desk.ts';
export type { Cancellation, NewProposal } from './proposal-input.ts';
export type { PendingProposals, ProposalResult } from './proposal-result.ts';
export { readStackTables, type StackTables } from './stack-outputs.ts';
export type {
  NewWorkflowDecision,
  NewWorkflowDelegation,
  WorkflowAct,
  WorkflowCancellation,
  WorkflowCreation,
} from './workflow-input.ts';
export type { WorkflowResult } from './workflow-result.ts';
