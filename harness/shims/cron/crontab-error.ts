const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const fields = [
  { bad: 'bad minute', low: 0, high: 59, names: [] },
  { bad: 'bad hour', low: 0, high: 23, names: [] },
  { bad: 'bad day-of-month', low: 1, high: 31, names: [] },
  { bad: 'bad month', low: 1, high: 12, names: months },
  { bad: 'bad day-of-week', low: 0, high: 7, names: days },
] as const;

/** What cron says against a table, crontab(5); undefined when it can be installed. */
export function crontabError(text: string, file: string): string | undefined {
  const lines = text.split('\n');
  if (text !== '' && lines.pop() !== '') return "new crontab file is missing newline before EOF, can't install.";
  for (const [index, line] of lines.entries()) {
    const bad = lineError(line.trim());
    // cron counts lines from 0 here.
    if (bad !== undefined) return `"${file}":${index}: ${bad}`;
  }
  return undefined;
}

function lineError(line: string): string | undefined {
  if (line === '' || line.startsWith('#') || /^("[^"]*"|'[^']*'|[^\s=]+)\s*=/.test(line)) return undefined;
  if (line.startsWith('@')) {
    const [when = '', command] = split(line, 1);
    if (!/^@(reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(when)) return 'bad time specifier';
    return command === undefined ? 'bad command' : undefined;
  }
  const [...words] = split(line, fields.length);
  for (const [index, { bad, low, high, names }] of fields.entries()) if (!isTimes(words[index] ?? '', low, high, names)) return bad;
  return words[fields.length] === undefined ? 'bad command' : undefined;
}

/** The first `count` words and, as one, what follows. */
function split(line: string, count: number): readonly string[] {
  const words = line.split(/\s+/);
  return words.length > count ? [...words.slice(0, count), words.slice(count).join(' ')] : words;
}

function isTimes(word: string, low: number, high: number, names: readonly string[]): boolean {
  const numberOf = (text: string): number => {
    const name = names.indexOf(text.toLowerCase());
    return name === -1 ? (/^\d+$/.test(text) ? Number(text) : NaN) : name + (names === months ? 1 : 0);
  };
  return word.split(',').every(part => {
    const [range = '', step, ...more] = part.split('/');
    if (more.length > 0 || (step !== undefined && !(/^\d+$/.test(step) && Number(step) > 0))) return false;
    if (range === '*') return true;
    const ends = range.split('-').map(numberOf);
    if (ends.length > 2 || (ends.length === 1 && step !== undefined)) return false;
    return ends.every(one => one >= low && one <= high) && (ends.length === 1 || (ends[0] ?? 0) <= (ends[1] ?? 0));
  });
}
