/** A number in the width of a tile: 950, 1.2k, 3.4M. */
export function compact(value: number): string {
  return new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(
    value,
  );
}

/** A number with its noun: 1 event, 1,200 events. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${value.toLocaleString('en')} ${value === 1 ? noun : plural}`;
}

/** How long ago, in one unit. */
export function ago(timeMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - timeMs) / 1_000));
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${Math.floor(hours / 24)} days ago`;
}

/** A length of time as a clock shows it: 2:05, 1:02:05. */
export function clock(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1_000));
  const twoDigits = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const rest = `${twoDigits(seconds % 60)}`;
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** A length of time in words, exact to the second: 20 seconds, 3 minutes, 5 min 33 s, 24 hours. */
export function span(seconds: number): string {
  if (seconds >= 3_600 && seconds % 3_600 === 0) return counted(seconds / 3_600, 'hour');
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return counted(seconds, 'second');
  return seconds % 60 === 0 ? counted(minutes, 'minute') : `${minutes} min ${seconds % 60} s`;
}

/** The time of day to the millisecond, as a feed shows it. */
export function timeOfDay(timeMs: number): string {
  const time = new Date(timeMs);
  const part = (value: number, digits = 2): string => String(value).padStart(digits, '0');
  return `${part(time.getHours())}:${part(time.getMinutes())}:${part(time.getSeconds())}.${part(time.getMilliseconds(), 3)}`;
}

/** The day and the time of day, in the reader's own zone: 21 Nov 2026, 20:14:05. */
export function dayAndTime(timeMs: number): string {
  return new Date(timeMs).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

/** Milliseconds in a width of their own: 12 ms, 1.4 s. */
export function latency(durationMs: number): string {
  return durationMs < 1_000
    ? `${Math.round(durationMs)} ms`
    : `${(durationMs / 1_000).toFixed(1)} s`;
}
