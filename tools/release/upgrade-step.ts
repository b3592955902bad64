/** A difference that one deploy over the release before does not bring about without harm. */
export interface UpgradeStep {
  /**
   * What the notes of the release have to name: an output or a resource that goes, or what of a resource is
   * different (`EventLogTable.KeySchema`, `ProposalsTable.byStatus`), so that a line excuses nothing else of it.
   */
  readonly subject: string;
  /** What is different, in a sentence. */
  readonly text: string;
}
