/** A difference that one deploy over the release before does not bring about without harm. */
export interface UpgradeStep {
  /** What the notes of the release have to name: an output, a resource, or a table and its index. */
  readonly subject: string;
  /** What is different, in a sentence. */
  readonly text: string;
}
