/** Starts what will end a proposal at its time. Throws when that could not be started. */
export type StartDeadline = (deadline: {
  readonly proposalId: string;
  /** `YYYY-MM-DDTHH:mm:ss.sssZ` */
  readonly expiresAt: string;
}) => Promise<void>;
