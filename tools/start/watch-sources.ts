import { existsSync, watch } from 'node:fs';
import { join, posix, sep } from 'node:path';

/** What a saved file is of; a file of the wire is of functions and of the page. */
export type SourceKind = 'functions' | 'page' | 'start';

/** By folder: what functions are bundled of, what the page is built of, what only a start reads. */
const kindsByFolder: Readonly<Record<string, SourceKind>> = {
  lambdas: 'functions',
  core: 'functions',
  'core/wire': 'page',
  clients: 'page',
  dashboard: 'page',
  lib: 'start',
  bin: 'start',
  local: 'start',
  tools: 'start',
};

/** What editors put beside a file while they save it is not one of these. */
const sourcePattern = /(^|\/)[^./][^/]*\.(ts|tsx|css|html|json|svg)$/;

/** What a file of the project is of, by its path with slashes; nothing for what is no source. */
export function sourceKindsOf(file: string): readonly SourceKind[] {
  if (!sourcePattern.test(file)) return [];
  const folders = Object.keys(kindsByFolder).filter(folder => file.startsWith(`${folder}/`));
  return folders.flatMap(folder => kindsByFolder[folder] ?? []);
}

/** Calls back with the path of each source that is saved, until what it returns is called. */
export function watchSources(
  projectDirectory: string,
  onSave: (file: string) => void,
  onError: (error: Error) => void,
): () => void {
  const roots = Object.keys(kindsByFolder).filter(folder => !folder.includes('/'));
  const watchers = roots
    .filter(root => existsSync(join(projectDirectory, root)))
    .map(root =>
      watch(join(projectDirectory, root), { recursive: true }, (_, name) => {
        if (name === null) return;
        const file = posix.join(root, name.replaceAll(sep, '/'));
        if (sourceKindsOf(file).length > 0) onSave(file);
      }).on('error', onError),
    );
  return () => {
    for (const watcher of watchers) watcher.close();
  };
}
