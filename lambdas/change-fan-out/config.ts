/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment {
  readonly EVENT_LOG_TABLE_NAME: string;
  /** How long a segment is kept, in days. */
  readonly HISTORY_DAYS: string;
  readonly QUARANTINE_TABLE_NAME: string;
  readonly FIGHTS_TABLE_NAME: string;
  readonly BETS_TABLE_NAME: string;
  readonly USERS_TABLE_NAME: string;
  readonly TRANSACTIONS_TABLE_NAME: string;
  readonly VIDEO_STREAMS_TABLE_NAME: string;
  readonly SYSTEM_REPORTS_TABLE_NAME: string;
  readonly PROPOSALS_TABLE_NAME: string;
  readonly OUTBOX_TABLE_NAME: string;
  /** Minor currency units. */
  readonly LARGE_BET_AMOUNT: string;
  /** Minor currency units. */
  readonly LARGE_TRANSACTION_AMOUNT: string;
}
