import { load } from 'js-yaml';
import type { Problem } from '../../model/problem.ts';
import type { FrontMatter } from '../../model/runbook.ts';
import { parseDuration } from '../../support/duration.ts';
import { messageOf } from '../../support/harness-error.ts';
import { nearest } from '../../support/nearest.ts';
import { locateIn, type Source } from './source.ts';

const keys = ['id', 'title', 'owner', 'severity', 'service', 'alerts', 'rto', 'rpo', 'review', 'repeatable'] as const;
/** Other tools' keys that look like ours. */
const theirs: ReadonlySet<string> = new Set(['reviewer', 'reviewers', 'reviewed', 'reviewed_by', 'uid', 'uuid']);

export interface ReadFrontMatter {
  readonly frontMatter: FrontMatter;
  readonly problems: readonly Problem[];
  /** Lines that it takes, from the first; 0 when there is none. */
  readonly lines: number;
  /** Runme's `cwd`: the folder in which all blocks work. */
  readonly cwd?: string;
}

/** Such as `review_in` and `owners: [ops, web]`: a word more, or a list, is no slip of the pen. */
function isTheirs(key: string, value: unknown): boolean {
  return (
    theirs.has(key) ||
    key.split(/[_-]/).some(part => part !== key && (keys as readonly string[]).includes(part)) ||
    (Array.isArray(value) && !key.startsWith('al'))
  );
}

/** What the author says of the runbook between two lines of `---` at its beginning. Keys of other tools are left alone. */
export function readFrontMatter(source: Source): ReadFrontMatter {
  const end = source.lines[0]?.trim() === '---' ? source.lines.findIndex((line, index) => index > 0 && /^(---|\.\.\.)\s*$/.test(line)) : -1;
  if (end === -1) return { frontMatter: {}, problems: [], lines: 0 };
  const problems: Problem[] = [];
  let values: Record<string, unknown> = {};
  try {
    const value = load(source.lines.slice(1, end).join('\n'));
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) values = value as Record<string, unknown>;
  } catch (thrown) {
    const line = (thrown as { mark?: { line: number } }).mark?.line ?? 0;
    problems.push({
      rule: 'front-matter',
      severity: 'error',
      message: `unexpected front matter: ${messageOf(thrown).split('\n')[0] ?? ''}`,
      location: locateIn(source, line + 2, ''),
      hint: 'Write it as YAML, between two lines of ---.',
    });
  }
  const at = (key: string): Problem['location'] =>
    locateIn(source, source.lines.findIndex((line, index) => index > 0 && line.startsWith(`${key}:`)) + 1 || 1, key);
  for (const key of Object.keys(values)) {
    const close = (keys as readonly string[]).includes(key) || isTheirs(key, values[key]) ? undefined : nearest(key, keys);
    if (close !== undefined)
      problems.push({
        rule: 'front-matter',
        severity: 'error',
        message: `unexpected key "${key}", expected "${close}"`,
        location: at(key),
        hint: `Did you mean "${close}"?`,
      });
  }
  const shell = values['shell'];
  if (typeof shell === 'string' && !/^(?:\/\S*\/)?(?:bash|sh|zsh|dash)\b/.test(shell))
    problems.push({
      rule: 'front-matter',
      severity: 'warning',
      message: `unexpected shell "${shell}", expected bash: every block is carried out by bash`,
      location: at('shell'),
    });
  const rto = values['rto'] === undefined ? undefined : parseDuration(String(values['rto']));
  if (values['rto'] !== undefined && rto === undefined)
    problems.push({
      rule: 'front-matter',
      severity: 'error',
      message: `unexpected rto "${String(values['rto'])}", expected a duration such as 15m`,
      location: at('rto'),
    });
  const text = (key: string): Record<string, string> =>
    values[key] === undefined || values[key] === null
      ? {}
      : { [key]: values[key] instanceof Date ? values[key].toISOString().slice(0, 10) : String(values[key]) };
  const frontMatter: FrontMatter = {
    ...text('id'),
    ...text('title'),
    ...text('owner'),
    ...text('severity'),
    ...text('service'),
    ...text('rpo'),
    ...text('review'),
    ...(values['alerts'] === undefined ? {} : { alerts: [values['alerts']].flat().map(String) }),
    ...(rto === undefined ? {} : { rtoMs: rto }),
    ...(typeof values['repeatable'] === 'boolean' ? { repeatable: values['repeatable'] } : {}),
  };
  return { frontMatter, problems, lines: end + 1, ...(typeof values['cwd'] === 'string' ? { cwd: values['cwd'] } : {}) };
}
