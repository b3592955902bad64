/** Beyond so many distinct values a minute rounds those that are new to it to two digits. */
const mostExactValues = 100;

/** What is known of one metric in one minute, or in several together. */
export class Minute {
  count = 0;
  sum = 0;
  least = Number.POSITIVE_INFINITY;
  most = Number.NEGATIVE_INFINITY;
  /** How often each value came; absent once it is too old for percentiles. */
  #values: Map<number, number> | undefined = new Map();

  add(value: number, times: number): void {
    this.count += times;
    this.sum += value * times;
    this.least = Math.min(this.least, value);
    this.most = Math.max(this.most, value);
    this.#note(value, times);
  }

  /** Adds another one to this. */
  merge(other: Minute): void {
    this.count += other.count;
    this.sum += other.sum;
    this.least = Math.min(this.least, other.least);
    this.most = Math.max(this.most, other.most);
    if (other.#values === undefined) return this.forgetValues();
    if (this.#values === undefined) return;
    for (const [value, times] of other.#values) this.#note(value, times);
  }

  /** From now on it has no percentiles. */
  forgetValues(): void {
    this.#values = undefined;
  }

  /**
   * The value below or at which so many percent of the samples are; undefined without any, or where the
   * values are forgotten.
   */
  percentile(percent: number): number | undefined {
    if (this.#values === undefined || this.count === 0) return undefined;
    const wanted = (percent / 100) * this.count;
    let passed = 0;
    for (const [value, times] of [...this.#values].toSorted(([one], [other]) => one - other)) {
      passed += times;
      if (passed >= wanted) return value;
    }
    return this.most;
  }

  #note(value: number, times: number): void {
    const values = this.#values;
    if (values === undefined) return;
    const isExact = values.has(value) || values.size < mostExactValues;
    const noted = isExact ? value : Number(value.toPrecision(2));
    values.set(noted, (values.get(noted) ?? 0) + times);
  }
}
