import type { Reason } from '../model/verdict.ts';
import { doubtfulReasons, reasons, refutingReasons, voidReasons } from '../model/verdict.ts';
import { painter } from '../reports/paint.ts';
import { wantsColor } from '../reports/wants-color.ts';
import { wrap } from '../reports/wrap.ts';
import { nearest } from '../support/nearest.ts';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { ruleTexts } from './check/rules-page.ts';
import { readReasonsPage } from './explain/reasons-page.ts';
import { showMarkdown } from './explain/show-markdown.ts';
import { readArguments, usageError } from './read-arguments.ts';

const options = {} as const;
/** The front part of the page. */
const front = 'inconclusive';
const widest = 100;

export const command: Command = {
  name: 'explain',
  about: 'what a reason or a rule means, what makes it, and what to do; without one: all reasons',
  usage: 'explain [reason|rule]',
  examples: ['drillbook explain', 'drillbook explain not-restored', 'drillbook explain inconclusive', 'drillbook explain dead-link'],
  options,
  async run(argv, io) {
    const { positionals } = readArguments(argv, options);
    if (positionals.length > 2) throw usageError(`unexpected "${positionals[2] ?? ''}", expected one reason`);
    const asked = positionals.at(-1);
    io.stdout.write(asked === undefined ? listOf(io) : explanationOf(asked, io));
    return await Promise.resolve(exitCodes.ok);
  },
};

/** One line each, in the order in which they are looked for. */
function listOf(io: CommandIo): string {
  const paint = painter(wantsColor(io.stdout.isTTY === true, io.env));
  const parts = readReasonsPage();
  const width = Math.max(...reasons.map(reason => reason.length));
  const rows = (group: readonly Reason[]): readonly string[] =>
    group.flatMap(reason => {
      const [first = ''] = (parts.find(({ title }) => title === reason)?.text ?? '').split('\n');
      const [line = '', ...more] = wrap(first, Math.max(16, columnsOf(io) - width - 4));
      return [`  ${paint('bold', reason.padEnd(width))}  ${line}`, ...more.map(rest => `${' '.repeat(width + 4)}${rest}`)];
    });
  return [
    'verified',
    ...rows(['clean']),
    '',
    'refuted: the procedure was put to the test and broke a promise',
    ...rows(refutingReasons),
    '',
    'inconclusive: the test was not good enough to say anything about the procedure',
    ...rows([...voidReasons, ...doubtfulReasons]),
    '',
    'drillbook explain <reason> tells more; drillbook explain inconclusive tells why a drill is.',
    '',
  ].join('\n');
}

/** As it is typed, or as it was copied from a report: `refuted: not-restored`. */
function explanationOf(asked: string, io: CommandIo): string {
  const name = asked.replace(/^(?:verified|refuted|inconclusive): */, '');
  const title = name === front ? `Why is my drill ${front}?` : reasons.find(reason => reason === name);
  if (title === undefined) {
    const rules = ruleTexts();
    const rule = rules.get(name);
    if (rule !== undefined) {
      const paint = painter(wantsColor(io.stdout.isTTY === true, io.env));
      return `${paint('bold', `check: ${name}`)}\n\n${showMarkdown(rule.markdown, paint, columnsOf(io))}\n`;
    }
    const near = nearest(name, [...reasons, front, ...rules.keys()]);
    throw usageError(
      `unexpected reason "${name}", expected ${near === undefined ? `one of ${reasons.join(', ')}` : `"${near}"`}`,
      'Run `drillbook explain` for all of them, and `drillbook check --list` for all rules.',
    );
  }
  const paint = painter(wantsColor(io.stdout.isTTY === true, io.env));
  const text = readReasonsPage().find(part => part.title === title)?.text ?? '';
  const outcome = outcomeOf(title);
  return `${paint('bold', outcome === '' ? title : `${outcome}: ${title}`)}\n\n${showMarkdown(text, paint, columnsOf(io))}\n`;
}

function outcomeOf(title: string): string {
  if (title === 'clean') return 'verified';
  if (refutingReasons.some(reason => reason === title)) return 'refuted';
  return reasons.some(reason => reason === title) ? 'inconclusive' : '';
}

function columnsOf({ stdout }: CommandIo): number {
  const { columns } = stdout;
  return columns === undefined || columns < 20 ? 80 : Math.min(columns, widest);
}
