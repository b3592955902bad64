/**
 * A function to hold something with: `begin` is called for the first holder, and what it returns
 * when the last has let go. Each holder lets go by what it was given, once; again changes nothing.
 */
export function holders(begin: () => () => void): () => () => void {
  let count = 0;
  let end: () => void;
  return () => {
    count += 1;
    if (count === 1) end = begin();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      count -= 1;
      if (count === 0) end();
    };
  };
}
