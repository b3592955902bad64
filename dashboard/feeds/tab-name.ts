/** What a tab needs of its browser to have a name of its own. */
export interface TabPlace {
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Only a secure context has them. */
  readonly locks: Pick<LockManager, 'request'> | undefined;
  readonly newName: () => string;
}

const tabKey = 'gallobets-tab';

/**
 * A name that no other open tab has, so that a reload takes the place of what it was and no further
 * lease. Whoever duplicates a tab copies its name with all of its storage, and streams of one name push
 * each other out: so the name is locked for as long as the document is there, and one that is taken
 * is given up for a new one. That may be the document before a reload, on its way out: its streams
 * then keep their leases until they are noticed to be gone, which harms nobody.
 */
export async function ownTabName({ storage, locks, newName }: TabPlace): Promise<string> {
  let name = storage.getItem(tabKey) ?? newName();
  while (locks !== undefined && !(await isLocked(locks, name))) name = newName();
  storage.setItem(tabKey, name);
  return name;
}

/** Whether this document has the name to itself now. Locks that do not work keep nobody away. */
function isLocked(locks: Pick<LockManager, 'request'>, name: string): Promise<boolean> {
  return new Promise(resolve => {
    const held = locks.request(`${tabKey}.${name}`, { ifAvailable: true }, lock => {
      resolve(lock !== null);
      return lock === null ? undefined : untilTheEnd;
    });
    held.catch(() => resolve(true));
  });
}

/** A lock is held until a promise is settled, or the document is gone. */
const untilTheEnd = new Promise<void>(() => {});

let ownName: Promise<string> | undefined;

/** The name of this tab, found once. */
export function tabName(): Promise<string> {
  ownName ??= ownTabName({
    storage: sessionStorage,
    locks: navigator.locks,
    newName: () => crypto.getRandomValues(new Uint32Array(1)).toString(),
  });
  return ownName;
}
