import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

/** A file of the page, as an answer carries it. */
export interface StaticFile {
  readonly contentType: string;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** What a page consists of; anything else in the folder is not served. */
const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

const isText = (contentType: string): boolean => /^text|json$|svg|charset/.test(contentType);

/**
 * The files of a folder by path ("/assets/index-1a2b.js"). The list is made once, so a request can
 * only name what is on it, and no path leads out of the folder.
 */
export function staticFiles(directory: string): (path: string) => StaticFile | undefined {
  const names = new Map(
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter(name => extname(name) in contentTypes)
      .map(name => [`/${name.replaceAll(sep, '/')}`, name]),
  );
  const read = new Map<string, StaticFile>();
  return path => {
    const name = names.get(path);
    if (name === undefined) return undefined;
    const known = read.get(path) ?? readStaticFile(join(directory, name));
    read.set(path, known);
    return known;
  };
}

function readStaticFile(file: string): StaticFile {
  const contentType = contentTypes[extname(file)] ?? 'application/octet-stream';
  const isBase64Encoded = !isText(contentType);
  const body = readFileSync(file, isBase64Encoded ? 'base64' : 'utf8');
  return { contentType, body, isBase64Encoded };
}
