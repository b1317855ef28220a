import { showsUtf8 } from '../reports/ascii-text.ts';
import { cleanText } from '../reports/clean-text.ts';
import { HarnessError, messageOf } from '../support/harness-error.ts';
import { nearest } from '../support/nearest.ts';
import { exitCodes } from './command.ts';
import type { CommandIo } from './command.ts';
import type { CommandEntry } from './commands.ts';
import { guardedOutput } from './guarded-output.ts';
import { helpOf, overview } from './help.ts';
import { usageError } from './read-arguments.ts';
import { version } from './version.ts';

/** Carries out one call of the program and resolves to its exit status; never throws. All that it prints goes through a gate. */
export async function main(argv: readonly string[], outer: CommandIo, commands: readonly CommandEntry[]): Promise<number> {
  // What goes into a file or a pipe may be a document: it keeps its characters.
  const utf8 = (output: CommandIo['stdout']): boolean => output.isTTY !== true || showsUtf8(outer.env);
  const io = {
    ...outer,
    stdout: guardedOutput(outer.stdout, optionsOf(argv).some(option => documents.has(option)) ? 'json' : 'text', utf8(outer.stdout)),
    stderr: guardedOutput(outer.stderr, 'text', utf8(outer.stderr)),
  };
  try {
    return await dispatch(argv, io, commands);
  } catch (thrown) {
    if (io.signal.aborted) return exitCodes.interrupted;
    io.stderr.write(explain(thrown, io));
    return thrown instanceof HarnessError && usageCodes.has(thrown.code) ? exitCodes.usage : exitCodes.inconclusive;
  }
}

async function dispatch([name, ...rest]: readonly string[], io: CommandIo, commands: readonly CommandEntry[]): Promise<number> {
  if (name === '--version' || name === '-V') {
    io.stdout.write(`${version()}\n`);
    return exitCodes.ok;
  }
  if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && rest[0] === undefined)) {
    const loaded = await Promise.all(commands.map(entry => entry.load()));
    const text = overview(loaded, new Map(commands.map(entry => [entry.name, entry.aliases ?? []])));
    (name === undefined ? io.stderr : io.stdout).write(text);
    return name === undefined ? exitCodes.usage : exitCodes.ok;
  }
  const asked = name === 'help' ? rest[0] : name;
  const entry = commands.find(candidate => candidate.name === asked || candidate.aliases?.includes(asked ?? '') === true);
  if (entry === undefined) throw unknownCommand(asked ?? '', commands);
  const command = await entry.load();
  const own = optionsOf(rest);
  if (name === 'help' || own.includes('--help') || own.includes('-h')) {
    io.stdout.write(helpOf(command));
    return exitCodes.ok;
  }
  return await command.run(rest, io);
}

/** Options by which standard output is JSON and nothing else. */
const documents: ReadonlySet<string> = new Set(['--json', '--events']);

/** What may be an option: nothing after `--` is. */
function optionsOf(argv: readonly string[]): readonly string[] {
  return argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
}

function unknownCommand(name: string, commands: readonly CommandEntry[]): HarnessError {
  const names = commands.flatMap(entry => [entry.name, ...(entry.aliases ?? [])]);
  const near = nearest(name, names);
  const what = name.startsWith('-') ? 'option' : 'command';
  return usageError(
    `unexpected ${what} "${name}", expected ${near === undefined ? `one of ${names.join(', ')}` : `"${near}"`}`,
    'Run `drillbook --help` for the list of commands.',
  );
}

/** A wrong call: nothing was done, and nothing was found out. A key that cannot be used is one that was named wrongly. */
const usageCodes: ReadonlySet<string> = new Set(['usage', 'key', 'key-exists']);

/** What this machine refuses, and what to do about it. */
const machineTroubles: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on this machine, or name another folder with --evidence; the cache is found with `drillbook doctor`.',
  EDQUOT: 'Make room on this machine, or name another folder with --evidence; the cache is found with `drillbook doctor`.',
  EROFS: 'Name a folder that can be written with --evidence, or set DRILLBOOK_CACHE.',
  EACCES: 'Name a folder that you may write with --evidence, or set DRILLBOOK_CACHE.',
  EMFILE: 'Raise the limit of open files (`ulimit -n`), or drill with fewer --workers.',
};

/** A HarnessError as message and hint; anything else is a defect of ours and says so, with its place. */
function explain(thrown: unknown, io: CommandIo): string {
  if (thrown instanceof HarnessError) return `drillbook: ${indented(thrown.message)}\n  ${indented(thrown.hint)}\n`;
  const code = (thrown as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (code in machineTroubles) return `drillbook: ${indented(messageOf(thrown))}\n  ${machineTroubles[code] ?? ''}\n`;
  const trace =
    thrown instanceof Error && thrown.stack !== undefined
      ? thrown.stack
          .split('\n')
          .slice(1, io.env['DRILLBOOK_DEBUG'] === undefined ? 4 : undefined)
          .join('\n')
      : '';
  return `drillbook: unexpected ${indented(messageOf(thrown))}\n${cleanText(trace)}\n  This is a defect of drillbook, not of your files; please report it with the lines above.\n`;
}

/** A message may quote files and programs: none of its lines begins as one of ours does. */
function indented(text: string): string {
  return cleanText(text).replaceAll(/\n(?! )/g, '\n  ');
}
