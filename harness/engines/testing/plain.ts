const durations = /\b(?:\d+|a|an|About an?|Less than a) (?:second|minute|hour)s?\b/g;

/** What tools print, without what no two runs have in common: times, durations, ids, pids, measured numbers, and the width of columns. */
export function plain(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{64}\b/g, '<id>')
    .replaceAll(/\b[0-9a-f]{12}\b/g, '<id>')
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z|UTC|[+-]\d{4}))*/g, '<time>')
    .replaceAll(/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) <time>/g, '<time>')
    .replaceAll(/\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d+ \d\d:\d\d:\d\d\b/g, '<time>')
    .replaceAll(durations, '<while>')
    .replaceAll(/\b\d+(?:\.\d+)?(?:ms|s|min)\b( ago)?/g, '<while>')
    .replaceAll(/\b(pid|PID:?|process) +\d+/gi, '$1 <pid>')
    .replaceAll(/\[\d+\]/g, '[<pid>]')
    .replaceAll(/\b[\d.]+ ?(?:[KMG]i?B|mb|[KMG]\b)/g, '<size>')
    .replaceAll(/\b[\d.]+%/g, '<share>')
    .replaceAll(/ {2,}/g, '  ')
    .replaceAll(/[─-]{2,}/g, '──');
}
