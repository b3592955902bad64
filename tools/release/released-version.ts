import { UsageError } from '../command-line.ts';

/**
 * A version that later ones are held against as against a release.
 *
 * @throws UsageError for one that is not released, `0.2.0-dev`
 */
export function releasedVersion(version: string): string {
  if (/^\d+\.\d+\.\d+$/.test(version)) return version;
  throw new UsageError(
    `the version of package.json: received ${version}, expected one that is released, such as 0.2.0`,
  );
}
