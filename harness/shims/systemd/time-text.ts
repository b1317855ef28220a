/** Times as systemd prints and reads them. The bastion's clock is in UTC. */

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** `Sat 2026-11-21 07:20:19 UTC`. */
export function longTime(at: Date): string {
  return `${days[at.getUTCDay()] ?? ''} ${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `Nov 21 07:20:19`, as in syslog. */
export function syslogTime(at: Date): string {
  return `${months[at.getUTCMonth()] ?? ''} ${two(at.getUTCDate())} ${at.toISOString().slice(11, 19)}`;
}

/** `5min ago`, `1h 2min ago`, `3s ago`. */
export function ago(at: Date, now: number): string {
  return `${spanText(Math.max(0, now - at.getTime()))} ago`;
}

export function spanText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  if (hours >= 24) return `1 day ${hours - 24}h`;
  if (hours >= 1) return `${hours}h ${minutes % 60}min`;
  if (minutes >= 5) return `${minutes}min`;
  if (minutes >= 1) return `${minutes}min ${seconds % 60}s`;
  return seconds >= 1 ? `${seconds}s` : `${Math.floor(ms)}ms`;
}

const spans: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  seconds: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
  w: 604_800_000,
  week: 604_800_000,
  weeks: 604_800_000,
};

/** What systemd.time(7) allows for `--since`: `10 minutes ago`, `-1h`, `today`, `2026-11-21 07:20`, `07:20`, `@1700000000`; undefined for anything else. */
export function parseTime(text: string, now: number): number | undefined {
  const word = text.trim();
  const midnight = Math.floor(now / 86_400_000) * 86_400_000;
  if (word === 'now') return now;
  if (word === 'today') return midnight;
  if (word === 'yesterday') return midnight - 86_400_000;
  if (word === 'tomorrow') return midnight + 86_400_000;
  if (/^@\d+$/.test(word)) return Number(word.slice(1)) * 1000;
  const relative = /^(?:-(.+)|(.+)\s+ago)$/.exec(word);
  const span = parseSpan(relative?.[1] ?? relative?.[2] ?? '');
  if (span !== undefined) return now - span;
  const absolute = /^(?:(\d{4}-\d\d-\d\d))?[ T]?(?:(\d\d?):(\d\d)(?::(\d\d))?)?(?: UTC|Z)?$/.exec(word);
  if (absolute === null || (absolute[1] === undefined && absolute[2] === undefined)) return undefined;
  const day = absolute[1] === undefined ? midnight : Date.parse(absolute[1]);
  return day + Number(absolute[2] ?? 0) * 3_600_000 + Number(absolute[3] ?? 0) * 60_000 + Number(absolute[4] ?? 0) * 1000;
}

function parseSpan(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)\s*/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined;
  const sizes = parts.map(([, amount, unit]) => Number(amount) * (spans[unit ?? ''] ?? Number.NaN));
  const sum = sizes.reduce((total, size) => total + size, 0);
  return Number.isNaN(sum) ? undefined : sum;
}
