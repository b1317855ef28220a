import type { ServiceStatus } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { stateOf } from './container.ts';

/** Docker's words for a span of time. */
export function humanDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.round(ms / 3_600_000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  return `${Math.floor(hours / 24)} days`;
}

/** The STATUS column: `Up 5 minutes (healthy)`, `Exited (137) 3 seconds ago`. */
export function statusWords(status: ServiceStatus): string {
  const { startedAt, endedAt, health, exitStatus = 0 } = status;
  const since = (at: Date | undefined): string => humanDuration(Date.now() - (at?.getTime() ?? Date.now()));
  switch (stateOf(status)) {
    case 'created':
      return 'Created';
    case 'running':
      return `Up ${since(startedAt)}${health === undefined ? '' : health === 'starting' ? ' (health: starting)' : ` (${health})`}`;
    case 'paused':
      return `Up ${since(startedAt)} (Paused)`;
    case 'restarting':
      return `Restarting (${exitStatus}) ${since(endedAt)} ago`;
    case 'exited':
      return `Exited (${exitStatus}) ${since(endedAt)} ago`;
  }
}

/** `--since` and `--until`: a Go duration back from now, a Unix time, or a date; in milliseconds since 1970. */
export function dockerTime(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const span = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text);
  if (span !== null && text !== '') return now - (Number(span[1] ?? 0) * 3600 + Number(span[2] ?? 0) * 60 + Number(span[3] ?? 0)) * 1000;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = /^\d{4}-\d\d-\d\d/.test(text)
    ? Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) || text.length === 10 ? text : `${text}Z`)
    : Number.NaN;
  if (Number.isNaN(date)) throw new Unsupported(`time "${text}"`);
  return date;
}
