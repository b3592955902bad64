import { AppError } from './app-error.ts';
import { categoryOf, type ErrorCategory } from './error-category.ts';

/** What kind of failure was thrown: ours by its code; of others, whether it took too long. */
export function failureCategory(error: unknown): ErrorCategory {
  if (error instanceof AppError) return categoryOf(error.code);
  return error instanceof Error && error.name === 'TimeoutError' ? 'TIMEOUT' : 'SERVER';
}
