import type { Survey } from '../../surveying/survey.ts';
import { cut, paints, type Look } from '../plan/look.ts';

export interface Surveyed {
  readonly surveys: readonly Survey[];
  readonly refused: readonly { readonly file: string; readonly why: string }[];
  /** What to type next; absent where nothing can be drilled. */
  readonly next?: string;
}

const kinds = ['tool', 'shim', 'stub', 'file', 'nothing'] as const;
const columns = ['score', 'steps', 'manual', ...kinds] as const;

/** One runbook on two lines: its numbers, and what stands in the way of its drill. */
export function showSurvey({ surveys, refused, next }: Surveyed, look: Look): string {
  const { bold, dim, yellow, red } = paints(look);
  const heads = columns.map(column => (column === 'nothing' ? 'none' : column));
  const row = (cells: readonly string[]): string =>
    cells.map((cell, index) => cell.padStart(Math.max(5, (heads[index] ?? '').length))).join(' ');
  const indent = ' '.repeat(7);
  const lines: string[] = surveys.length === 0 ? [] : [`${dim(row(heads))}  ${dim('runbook')}`];
  for (const survey of surveys) {
    const { score, steps, manual, commands, services, reasons, file } = survey;
    const numbers = [score, steps, manual, ...kinds.map(kind => commands[kind].length)].map(String);
    lines.push(`${row(numbers)}  ${bold(file)}`);
    lines.push(...wrapped(reasons.length === 0 ? ['nothing stands in the way'] : reasons, indent, look.width).map(line => dim(line)));
    if (survey.easiest !== undefined)
      lines.push(dim(`${indent}easiest section: ${survey.easiest.id}, line ${survey.easiest.line} (score ${survey.easiest.score})`));
    if (services.length > 0) lines.push(...wrapped(services, `${indent}names `, look.width, ', ').map(line => dim(line)));
  }
  if (refused.length > 0) {
    lines.push('', 'Not looked at:');
    lines.push(...refused.map(({ file, why }) => `  ${yellow(file)}  ${dim(why)}`));
  }
  lines.push('', ...totals(surveys, red, look.width));
  if (next !== undefined) lines.push('', 'Begin with the first:', `  ${bold(next)}`);
  return `${lines.map(line => cut(line, look.width)).join('\n')}\n`;
}

/** Parts on lines that fit; one that does not is cut. */
function wrapped(parts: readonly string[], indent: string, width: number, between = '; '): readonly string[] {
  // The last column is that of the mark of a cut.
  const room = Math.min(width - 1, 120);
  const lines: string[] = [];
  let line = indent;
  for (const [index, part] of parts.entries()) {
    const text = `${part}${index === parts.length - 1 ? '' : between}`;
    if (line.length > indent.length && line.length + text.trimEnd().length > room) {
      lines.push(line.trimEnd());
      line = ' '.repeat(indent.length);
    }
    line += text;
  }
  return [...lines, line];
}

function totals(surveys: readonly Survey[], red: (text: string) => string, width: number): readonly string[] {
  const sum = (of: (survey: Survey) => number): number => surveys.reduce((total, survey) => total + of(survey), 0);
  const names = (kind: (typeof kinds)[number]): ReadonlyMap<string, number> => {
    const found = new Map<string, number>();
    for (const { commands } of surveys) for (const name of commands[kind]) found.set(name, (found.get(name) ?? 0) + 1);
    return new Map([...found].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1)));
  };
  const missing = [...names('nothing'), ...names('stub')].sort(([, a], [, b]) => b - a).slice(0, 6);
  const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
  return [
    `${count(surveys.length, 'runbook')}, ${surveys.filter(({ score }) => score > 0).length} that act: ${count(
      sum(({ blocks }) => blocks),
      'block',
    )}, ${count(
      sum(({ steps }) => steps),
      'step',
    )} (${sum(({ manual }) => manual)} manual), ${count(
      sum(({ inline }) => inline),
      'inline command',
    )}`,
    ...wrapped(
      [
        `${names('tool').size} with a real tool`,
        `${names('shim').size} with a shim`,
        `${names('stub').size} with a stub`,
        `${names('file').size} of your own`,
        `${names('nothing').size} with nothing`,
      ],
      'commands: ',
      width,
      ', ',
    ),
    ...(missing.length === 0 ? [] : [`missing most: ${missing.map(([name, runbooks]) => `${red(name)} (${runbooks})`).join(', ')}`]),
  ];
}
