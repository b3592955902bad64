/** An object of a bucket that holds code. */
export interface CodeObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
}

/**
 * Where the code lies that the template copies into buckets of its own: in the assembly, for here it is
 * read from there and copied nowhere.
 */
export class CodeObjects {
  readonly #directories = new Map<string, string>();

  add(object: CodeObject, directory: string): void {
    this.#directories.set(textOf(object), directory);
  }

  /** @throws Error naming `requestedBy` if the template copies none there. */
  directoryOf(object: CodeObject, requestedBy: string): string {
    const directory = this.#directories.get(textOf(object));
    if (directory !== undefined) return directory;
    throw new Error(
      `${requestedBy}: the local host runs code that the template copies from an asset of the assembly; there is none at ${textOf(object)}`,
    );
  }
}

const textOf = ({ bucket, key, versionId }: CodeObject): string =>
  `s3://${bucket}/${key}?versionId=${versionId}`;
