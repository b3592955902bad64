/**
 * Values of a measure that are kept at most. A line of the embedded metric format takes 100, and Powertools
 * writes a line by itself at the hundredth, before it has the rest.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const maxValues = 99;

/**
 * Some of many values, each of which is as likely to be among them as any other, so that their percentiles
 * are those of all (Vitter's algorithm R).
 */
export class Reservoir {
  readonly #random: () => number;
  readonly #values: number[] = [];
  #seen = 0;

  /** `random` gives 0 ≤ n < 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  get values(): readonly number[] {
    return this.#values;
  }

  add(value: number): void {
    this.#seen += 1;
    if (this.#values.length < maxValues) {
      this.#values.push(value);
      return;
    }
    const at = Math.floor(this.#random() * this.#seen);
    if (at < maxValues) this.#values[at] = value;
  }
}
