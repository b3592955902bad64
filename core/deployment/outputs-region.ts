/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const arnInRegion = /^arn:[\w-]+:[\w-]+:([a-z]{2}-[a-z-]+-\d+):\d{12}:/;

/**
 * The region of the stack whose outputs these are: that of its secrets and state machines. Where a shell
 * has another one, or none, the tables are there all the same. `undefined`: the outputs do not say it.
 */
export function regionOf(outputs: Readonly<Record<string, string>>): string | undefined {
  for (const value of Object.values(outputs)) {
    const region = arnInRegion.exec(value)?.[1];
    if (region !== undefined) return region;
  }
  return undefined;
}
