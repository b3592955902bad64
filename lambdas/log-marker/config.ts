/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment {
  readonly EVENT_LOG_TABLE_NAME: string;
  /** How long a segment is kept, in days. */
  readonly HISTORY_DAYS: string;
}
