/** The tables that the night writes, as a backend would; proposals go over the bettors' sockets. */
export type NightTable =
  | 'Fights'
  | 'Bets'
  | 'Users'
  | 'Transactions'
  | 'VideoStreams'
  | 'PaymentStreams'
  | 'SystemReports'
  | 'Outbox';

/** The attribute that is each table's key. */
export const keyOf: Readonly<Record<NightTable, string>> = {
  Fights: 'fightId',
  Bets: 'betId',
  Users: 'userId',
  Transactions: 'transactionId',
  VideoStreams: 'streamId',
  PaymentStreams: 'streamId',
  SystemReports: 'reportId',
  Outbox: 'eventId',
};

export type Item = Readonly<Record<string, unknown>>;

/** The two bettors who make each other proposals all night. */
export const demoBettors = ['bettor-rojo', 'bettor-verde'] as const;

export type DemoBettor = (typeof demoBettors)[number];

/** One item to write in full, at a time in milliseconds since the Unix epoch. */
export interface PutStep {
  readonly kind: 'put';
  readonly dueAtMs: number;
  readonly table: NightTable;
  readonly item: Item;
}

/** One proposal to make over a bettor's socket, and how its story goes on; `none`: it times out. */
export interface ProposeStep {
  readonly kind: 'propose';
  readonly dueAtMs: number;
  readonly requestId: string;
  readonly from: DemoBettor;
  readonly action: 'create_pago_proposal' | 'create_doy_proposal';
  readonly data: {
    readonly toUserId: DemoBettor;
    readonly fightId: string;
    /** Minor currency units. */
    readonly amount: number;
    readonly currency: string;
    readonly odds: number;
    readonly message: string;
  };
  readonly answer: 'accept' | 'reject' | 'cancel' | 'none';
  readonly answerAfterMs: number;
}

export type Step = PutStep | ProposeStep;
