/** What is settled about a fight before the night begins. */
export interface FightBill {
  readonly fightId: string;
  readonly number: number;
  readonly title: string;
  readonly venue: string;
  readonly red: string;
  readonly blue: string;
  readonly announcedAtMs: number;
  readonly opensAtMs: number;
  readonly ends: 'completed' | 'cancelled';
  readonly video: 'steady' | 'interrupted' | 'lost';
}
