import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join, posix } from 'node:path';

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
  config: 'start',
  local: 'start',
  tools: 'start',
};

const roots = Object.keys(kindsByFolder).filter(folder => !folder.includes('/'));

/** What editors put beside a file while they save it is not one of these. */
const sourcePattern = /(^|\/)[^./][^/]*\.(ts|tsx|css|html|json|svg)$/;

/** What a file of the project is of, by its path with slashes; nothing for what is no source. */
export function sourceKindsOf(file: string): readonly SourceKind[] {
  if (!sourcePattern.test(file)) return [];
  const folders = Object.keys(kindsByFolder).filter(folder => file.startsWith(`${folder}/`));
  return folders.flatMap(folder => kindsByFolder[folder] ?? []);
}

/**
 * Calls back with the path of each source that is saved, until what it returns is called. Each folder has
 * a watch of its own: with `recursive` Node watches single files on Linux, and loses those that an editor
 * replaces.
 */
export function watchSources(
  projectDirectory: string,
  onSave: (file: string) => void,
  onError: (error: Error) => void,
): () => void {
  const watchers = new Map<string, FSWatcher>();
  const leave = (folder: string): void => {
    for (const [watched, watcher] of watchers) {
      if (watched !== folder && !watched.startsWith(`${folder}/`)) continue;
      watcher.close();
      watchers.delete(watched);
    }
  };
  const onChange = (path: string): void => {
    if (sourceKindsOf(path).length > 0) return onSave(path);
    // A folder that is there again is another one, and the watch of the old one is blind.
    leave(path);
    enter(path, onSave);
  };
  /** Watches a folder and those in it; gives the sources that a new one has come with to `onFound`. */
  const enter = (folder: string, onFound: (file: string) => void): void => {
    try {
      const directory = join(projectDirectory, folder);
      const entries = readdirSync(directory, { withFileTypes: true });
      const watcher = watch(directory, (_, name) => {
        if (name !== null) onChange(posix.join(folder, name));
      });
      watchers.set(folder, watcher);
      // A folder that is removed ends its watch, on some systems with an error.
      watcher.on('error', () => leave(folder));
      for (const entry of entries) {
        const path = posix.join(folder, entry.name);
        if (entry.isDirectory()) enter(path, onFound);
        else if (sourceKindsOf(path).length > 0) onFound(path);
      }
    } catch (error) {
      // No folder, or gone again: nothing to watch.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOTDIR' && code !== 'ENOENT') onError(error as Error);
    }
  };
  for (const root of roots) enter(root, () => {});
  return () => {
    for (const root of roots) leave(root);
  };
}
