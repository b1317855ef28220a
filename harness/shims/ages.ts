/** Docker's words for a span of time: `3 seconds`, `About a minute`, `5 minutes`, `About an hour`, `2 hours`. */
export function dockerAge(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.floor(minutes / 60 + 0.5);
  return hours <= 1 ? 'About an hour' : `${hours} hours`;
}

/** systemd's words: `5s ago`, `2min 3s ago`. */
export function systemdAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return seconds < 60 ? `${seconds}s ago` : `${Math.floor(seconds / 60)}min ${seconds % 60}s ago`;
}

/** `Sat 2026-11-21 07:16:06 UTC`, as systemd prints a time. */
export function systemdTime(date: Date): string {
  const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
  return `${days[date.getUTCDay()] ?? ''} ${date.toISOString().slice(0, 10)} ${date.toISOString().slice(11, 19)} UTC`;
}

/** `Nov 21 07:16:06`, as syslog prints a time. */
export function syslogTime(date: Date): string {
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return `${months[date.getUTCMonth()] ?? ''} ${String(date.getUTCDate()).padStart(2, '0')} ${date.toISOString().slice(11, 19)}`;
}
