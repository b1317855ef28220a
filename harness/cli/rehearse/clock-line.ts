/** What stands before each question: the time since users noticed, against the target, in words where it is over. */
export function clockLine({
  elapsedMs,
  rtoMs,
  health,
}: {
  /** Undefined: without a clock. */
  readonly elapsedMs: number | undefined;
  readonly rtoMs: number | undefined;
  /** Colour of the last round, where there was one. */
  readonly health: 'up' | 'down' | undefined;
}): string {
  const service = health === undefined ? '' : `, service ${health}`;
  if (elapsedMs === undefined) return `no clock${service} > `;
  const clock = stamp(elapsedMs);
  if (rtoMs === undefined) return `${clock}${service} > `;
  const over = elapsedMs - rtoMs;
  return `${clock} of ${stamp(rtoMs)}${over > 0 ? `, over target by ${stamp(over)}` : ''}${service} > `;
}

/** `01:22`, `1:01:22`. */
export function stamp(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${hours === 0 ? '' : `${hours}:`}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
