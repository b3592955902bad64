import type { ChangeTable } from '../../core/change/change.ts';
import { type ItemProblem, malformedReason } from '../../core/change/malformed-reason.ts';
import { AppError } from '../../core/wire/app-error.ts';

/**
 * The item breaks its table's contract and was not written: written, it would have gone to the
 * quarantine instead of becoming events. The message names every problem; values are shortened.
 */
export class MalformedItemError extends AppError {
  readonly table: ChangeTable;
  readonly problems: readonly ItemProblem[];

  constructor(table: ChangeTable, id: string, problems: readonly ItemProblem[]) {
    const reason = malformedReason({ table, key: id }, problems, problems.length);
    super('INPUT_INVALID', `not written: ${reason}`);
    this.name = 'MalformedItemError';
    this.table = table;
    this.problems = problems;
  }
}
