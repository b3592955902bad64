/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment {
  readonly PROPOSALS_TABLE_NAME: string;
}
