import { randomUUID } from 'node:crypto';
import type { ManagementClient, ManagementResult } from '../../clients/react/management-client.ts';
import type {
  BulkAnswer,
  BulkPreview,
  BulkRequestBody,
  BulkResults,
} from '../../core/wire/management/workflow-bulk.ts';
import type { WorkflowDetail, WorkflowList } from '../../core/wire/management/workflow-lists.ts';
import type { Workflow, WorkflowAnswer } from '../../core/wire/management/workflows.ts';
import { adviceForWorkflow } from './advice.ts';
import { askManagement, type ManagementOptions } from './ask-management.ts';
import type { CommandResult } from './client-record.ts';
import { refused } from './command-result.ts';
import type { WorkflowCommand } from './workflow-command.ts';

/** Most that a list shows; whoever needs more names a status. */
const mostListed = 100;
/** A page may hold fewer than asked for, even none. */
const mostPages = 20;
const mostFailures = 10;

type Of<N extends WorkflowCommand['name']> = Extract<WorkflowCommand, { readonly name: N }>;

/** Workflows over HTTP: lists, decisions, and operations on many, which are shown before they are done. */
export class WorkflowSession {
  readonly #options: ManagementOptions;
  readonly #seen = new Set<string>();
  readonly #operations = new Set<string>();
  /** What `bulk confirm` carries out. */
  #previewed: BulkRequestBody | undefined;
  /** The ids that operations are retried under, until one is answered. */
  readonly #retries = new Map<string, string>();

  constructor(options: ManagementOptions) {
    this.#options = options;
  }

  get workflowIds(): readonly string[] {
    return [...this.#seen];
  }

  get operationIds(): readonly string[] {
    return [...this.#operations];
  }

  /** Someone else is there: what was previewed was not theirs. */
  forget(): void {
    this.#previewed = undefined;
    this.#retries.clear();
    this.#seen.clear();
    this.#operations.clear();
  }

  async run(command: WorkflowCommand, signal: AbortSignal): Promise<CommandResult> {
    return await askManagement(this.#options, signal, adviceForWorkflow, client =>
      this.#carryOut(client, command),
    );
  }

  #carryOut(
    client: ManagementClient,
    command: WorkflowCommand,
  ): Promise<ManagementResult<unknown> | CommandResult> {
    switch (command.name) {
      case 'workflows':
        return this.#list(client, command);
      case 'workflow':
        return this.#noted(client.get<WorkflowDetail>(pathOf(command.workflowId)));
      case 'approve':
      case 'reject':
        return this.#noted(
          client.post<WorkflowAnswer>(`${pathOf(command.workflowId)}/decisions`, {
            decision: command.name,
            ...command.options,
          }),
        );
      case 'bulk':
        return this.#bulk(client, command);
    }
  }

  async #list(
    client: ManagementClient,
    { status }: Of<'workflows'>,
  ): Promise<ManagementResult<unknown>> {
    const workflows: Workflow[] = [];
    let next: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const limit = mostListed - workflows.length;
      const result = await client.get<WorkflowList>('workflows', { status, limit, next });
      if (result.kind !== 'ok') return result;
      workflows.push(...result.data.workflows);
      next = result.data.next;
      if (next === undefined || workflows.length >= mostListed) break;
    }
    for (const { workflowId } of workflows) this.#seen.add(workflowId);
    return { kind: 'ok', data: { workflows, hasMore: next !== undefined } };
  }

  async #noted<T extends WorkflowAnswer>(
    asked: Promise<ManagementResult<T>>,
  ): Promise<ManagementResult<T>> {
    const result = await asked;
    if (result.kind === 'ok') this.#seen.add(result.data.workflow.workflowId);
    return result;
  }

  async #bulk(
    client: ManagementClient,
    command: Of<'bulk'>,
  ): Promise<ManagementResult<unknown> | CommandResult> {
    switch (command.what) {
      case 'preview': {
        const { request } = command;
        const result = await client.post<BulkPreview>(bulkPath, { ...request, preview: true });
        const isWorth = result.kind === 'ok' && result.data.count > 0;
        // With an id of its own it is done once, also if it is confirmed again after a lost answer.
        this.#previewed = isWorth ? { ...request, operationId: newOperationId() } : undefined;
        if (result.kind !== 'ok') return result;
        return { kind: 'ok', data: { action: request.action, ...result.data } };
      }
      case 'confirm': {
        const request = this.#previewed;
        if (request === undefined) {
          return refused(
            'NOTHING_PREVIEWED',
            'nothing was previewed that could be done',
            '`bulk approve …` or `bulk cancel …` shows first what would be done',
          );
        }
        const result = await this.#operation(client.post<BulkAnswer>(bulkPath, request));
        if (isAnswered(result)) this.#previewed = undefined;
        return result;
      }
      case 'status': {
        const of = `${bulkPath}/${encodeURIComponent(command.operationId)}`;
        const result = await this.#operation(client.get<BulkAnswer>(of));
        if (result.kind !== 'ok' || result.data.operation.failed === 0) return result;
        const query = { outcome: 'failed', limit: mostFailures };
        const failed = await client.get<BulkResults>(`${of}/results`, query);
        if (failed.kind !== 'ok') return failed;
        return { kind: 'ok', data: { ...result.data, failures: failed.data.results } };
      }
      case 'stop': {
        const of = `${bulkPath}/${encodeURIComponent(command.operationId)}`;
        return this.#operation(client.delete<BulkAnswer>(of, undefined));
      }
      case 'retry': {
        const of = `${bulkPath}/${encodeURIComponent(command.operationId)}`;
        const operationId = this.#retries.get(command.operationId) ?? newOperationId();
        this.#retries.set(command.operationId, operationId);
        const result = await this.#operation(
          client.post<BulkAnswer>(`${of}/retry`, { operationId }),
        );
        if (isAnswered(result)) this.#retries.delete(command.operationId);
        return result;
      }
    }
  }

  async #operation(
    asked: Promise<ManagementResult<BulkAnswer>>,
  ): Promise<ManagementResult<BulkAnswer>> {
    const result = await asked;
    if (result.kind === 'ok') this.#operations.add(result.data.operation.operationId);
    return result;
  }
}

const newOperationId = (): string => `bulk-${randomUUID().slice(0, 8)}`;

/** Of what was lost, or failed inside, nobody knows whether it was carried out: it is sent again as it was. */
function isAnswered(result: ManagementResult<unknown>): boolean {
  return result.kind === 'ok' || (result.problem.status ?? 500) < 500;
}

const bulkPath = 'workflows/bulk';

const pathOf = (workflowId: string): string => `workflows/${encodeURIComponent(workflowId)}`;
