const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** What is left of a time, in its two largest units: 2 d 3 h, 12 min 5 s, 9 s. */
export function timeLeft(leftMs: number): string {
  const seconds = Math.max(0, Math.floor(leftMs / 1_000));
  const first = units.findIndex(([, size]) => seconds >= size);
  const shown = first === -1 ? units.slice(-1) : units.slice(first, first + 2);
  let rest = seconds;
  return shown
    .map(([name, size]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return `${count.toLocaleString('en')} ${name}`;
    })
    .join(' ');
}
