import type { BulkRequestBody } from '../../clients/react/index.ts';

/** What stands in the form. */
export interface BulkFields {
  readonly by: 'filter' | 'ids';
  readonly step: string;
  readonly assignee: string;
  /** As a field for a day and a time has it, in the reader's own zone. */
  readonly dueBefore: string;
  /** One in a line, or between spaces and commas. */
  readonly ids: string;
}

export const emptyFields: BulkFields = {
  by: 'filter',
  step: '',
  assignee: '',
  dueBefore: '',
  ids: '',
};

/** Which workflows are meant; `undefined`: none yet. A filter that names nothing would be of all there are. */
export function chosenBy(fields: BulkFields): Pick<BulkRequestBody, 'ids' | 'filter'> | undefined {
  if (fields.by === 'ids') {
    const ids = [...new Set(fields.ids.split(/[\s,;]+/).filter(id => id !== ''))];
    return ids.length === 0 ? undefined : { ids };
  }
  const [step, assignee] = [fields.step.trim(), fields.assignee.trim()];
  const dueBefore = Date.parse(fields.dueBefore);
  const filter = {
    ...(step !== '' && { step }),
    ...(assignee !== '' && { assignee }),
    ...(!Number.isNaN(dueBefore) && { dueBefore }),
  };
  return Object.keys(filter).length === 0 ? undefined : { filter };
}

/** Made here, so that a request whose answer was lost can be sent again without being carried out twice. */
export function newOperationId(): string {
  const [one = 0, other = 0] = crypto.getRandomValues(new Uint32Array(2));
  return `bulk-${one.toString(36)}${other.toString(36)}`;
}
