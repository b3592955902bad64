/** A proposal that should have timed out. */
export interface OverdueProposal {
  readonly proposalId: string;
  /** `YYYY-MM-DDTHH:mm:ss.sssZ` */
  readonly expiresAt: string;
}

/** Where the next page begins: the adapter's secret. */
export type OverduePosition = Readonly<Record<string, unknown>>;

/** One page of proposals past their end, the longest overdue first. */
export interface OverduePage {
  readonly proposals: readonly OverdueProposal[];
  /** Absent on the last page. */
  readonly next?: OverduePosition;
}

/** The pending proposals past their end, as the sweeper works through them. */
export interface OverdueProposals {
  /** The longest overdue ones first, in pages; the index may be a moment behind. */
  list(nowIso: string, after?: OverduePosition): Promise<OverduePage>;
  /** Times it out; `false` when something else ended it first. */
  timeOut(proposal: OverdueProposal): Promise<boolean>;
}
