/** What takes the lines that functions and services write to log groups. */
export interface LogRecorder {
  /** Whether the template makes a group of that name. */
  hasGroup(groupName: string): boolean;
  /** Called by the kind of log groups; functions without a group of the template write to one all the same. */
  addGroup(groupName: string): void;
  /** @param atMs epoch milliseconds; @default - now */
  append(groupName: string, streamName: string, message: string, atMs?: number): void;
}
