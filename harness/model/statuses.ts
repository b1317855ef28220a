/** Exit statuses for people: `0 or 3`, `1-123 or 125`. */
export function showStatuses(statuses: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const status of statuses.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last !== undefined && status <= last[1] + 1) last[1] = status;
    else ranges.push([status, status]);
  }
  return ranges.map(([from, to]) => (to - from > 1 ? `${from}-${to}` : to > from ? `${from} or ${to}` : `${from}`)).join(' or ');
}
