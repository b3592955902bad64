/**
 * What Sablier Flow does to a stream and how it counts, in whole seconds and amounts scaled to 18
 * decimals, after its documentation: https://docs.sablier.com/concepts/flow/overview (total, covered and
 * uncovered debt, snapshots) and https://docs.sablier.com/reference/flow/contracts/contract.SablierFlow
 * (depletion time). It keeps a balance and a debt that withdrawals lessen, where our items keep sums.
 */
export class SablierFlowModel {
  readonly #scale: bigint;
  #balance = 0n;
  #rateScaled: bigint;
  #snapshotDebtScaled = 0n;
  #snapshotTime: number;

  constructor(options: { startTime: number; ratePerSecond: bigint; tokenDecimals: number }) {
    this.#scale = 10n ** BigInt(18 - options.tokenDecimals);
    this.#rateScaled = options.ratePerSecond * this.#scale;
    this.#snapshotTime = options.startTime;
  }

  deposit(amount: bigint): void {
    this.#balance += amount;
  }

  withdraw(amount: bigint, time: number): void {
    if (amount > this.coveredDebt(time)) throw new Error('more than the covered debt');
    this.#takeSnapshot(time);
    this.#snapshotDebtScaled -= amount * this.#scale;
    this.#balance -= amount;
  }

  adjustRatePerSecond(ratePerSecond: bigint, time: number): void {
    this.#takeSnapshot(time);
    this.#rateScaled = ratePerSecond * this.#scale;
  }

  pause(time: number): void {
    this.adjustRatePerSecond(0n, time);
  }

  totalDebt(time: number): bigint {
    return this.#totalDebtScaled(time) / this.#scale;
  }

  coveredDebt(time: number): bigint {
    const totalDebt = this.totalDebt(time);
    const uncovered = totalDebt - this.#balance;
    return uncovered > 0n ? this.#balance : totalDebt;
  }

  uncoveredDebt(time: number): bigint {
    return this.totalDebt(time) - this.coveredDebt(time);
  }

  /** The first second at which the debt is above the balance; of a paused stream there is none. */
  depletionTime(): number | undefined {
    if (this.#rateScaled === 0n) return undefined;
    const solvency = (this.#balance + 1n) * this.#scale - this.#snapshotDebtScaled;
    const period = solvency / this.#rateScaled;
    const isExact = solvency % this.#rateScaled === 0n;
    return this.#snapshotTime + Number(period) + (isExact ? 0 : 1);
  }

  #totalDebtScaled(time: number): bigint {
    const elapsed = BigInt(Math.max(0, time - this.#snapshotTime));
    return this.#snapshotDebtScaled + this.#rateScaled * elapsed;
  }

  #takeSnapshot(time: number): void {
    this.#snapshotDebtScaled = this.#totalDebtScaled(time);
    this.#snapshotTime = Math.max(this.#snapshotTime, time);
  }
}
