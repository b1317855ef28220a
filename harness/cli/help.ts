import type { Command, CommandOption } from './command.ts';

/** What `drillbook --help` prints. */
export function overview(commands: readonly Command[], aliases: ReadonlyMap<string, readonly string[]>): string {
  const rows = commands.map(command => [[command.name, ...(aliases.get(command.name) ?? [])].join(', '), command.about] as const);
  return [
    'drillbook tries your runbooks: it breaks a throw-away copy of the system, follows the Markdown exactly as written,',
    'and tells whether service came back.',
    '',
    'Usage: drillbook <command> [options]',
    '',
    'Commands:',
    ...table(rows),
    '',
    'Options:',
    ...table([
      ['-h, --help', 'what a command does and how it is called'],
      ['--version', 'the version'],
    ]),
    '',
    'Exit status, the first that applies: 130 interrupted · 2 wrong call or a problem in a file · 1 an outcome differs from the',
    'expected one · 4 nothing to run · 3 only inconclusive ones differ · 0',
    '',
  ].join('\n');
}

/** What `drillbook <command> --help` prints. */
export function helpOf(command: Command): string {
  const options = Object.entries(command.options).map(([name, option]) => [flag(name, option), option.about] as const);
  return [
    `${command.about.charAt(0).toUpperCase()}${command.about.slice(1).replace(/\.$/, '')}.`,
    '',
    `Usage: drillbook ${command.usage}`,
    '',
    'Options:',
    ...table([...options, ['-h, --help', 'this text']]),
    ...(command.examples.length === 0 ? [] : ['', 'Examples:', ...command.examples.map(example => `  ${example}`)]),
    '',
  ].join('\n');
}

/** An option as it is typed: `--engine <name>`. */
export function flag(name: string, option: CommandOption): string {
  return `${option.short === undefined ? '' : `-${option.short}, `}--${name}${option.type === 'string' ? ` ${option.value ?? '<value>'}` : ''}`;
}

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
