import type { ManagementProblem } from '../../clients/react/index.ts';

/** What was read of a list. */
export interface ListRead {
  readonly count: number;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly error: ManagementProblem | undefined;
}

/** A first answer has come: while one behind it is awaited, or after one that failed, what came stays. */
export const isRead = ({ count, isLoading, error }: Omit<ListRead, 'hasMore'>): boolean =>
  count > 0 || (!isLoading && error === undefined);

/** How many there are: exact, at least so many, or not known. */
export function countText({
  count,
  hasMore,
  isRead,
  error,
}: Omit<ListRead, 'isLoading'> & { readonly isRead: boolean }): string {
  if (!isRead || error !== undefined) return '–';
  return hasMore ? `${count}+` : String(count);
}
