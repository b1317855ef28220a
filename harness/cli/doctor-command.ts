import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import type { Examination } from '../doctor/examine.ts';
import { readArguments, usageError } from './read-arguments.ts';
import { version } from './version.ts';

const options = {
  json: { type: 'boolean', about: 'print the result as one JSON document' },
} as const;

export const command: Command = {
  name: 'doctor',
  about: 'tell what this machine can do, and what to do about what it cannot',
  usage: 'doctor [--json]',
  examples: ['drillbook doctor', 'drillbook doctor --json'],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    if (positionals.length > 0) throw usageError(`unexpected "${positionals.join(' ')}", expected nothing after doctor`);
    const { examine } = await import('../doctor/examine.ts');
    const examination = await examine();
    if (io.signal.aborted) return exitCodes.interrupted;
    if (values.json === true) io.stdout.write(`${JSON.stringify({ drillbook: version(), ...examination }, undefined, 2)}\n`);
    else show(examination, io);
    return examination.engines.some(engine => engine.ok) ? exitCodes.ok : exitCodes.unexpected;
  },
};

function show({ machine, checks, engines }: Examination, { stdout, env }: CommandIo): void {
  const color = stdout.isTTY === true && env['NO_COLOR'] === undefined;
  const paint = (code: number, text: string): string => (color ? `\u001B[${code}m${text}\u001B[0m` : text);
  const marks = {
    ok: paint(32, 'ok     '),
    missing: paint(31, 'missing'),
    later: paint(33, 'later  '),
    absent: paint(33, 'absent '),
  } as const;
  const width = Math.max(...checks.map(({ title }) => title.length));
  stdout.write(`drillbook ${version()} on ${machine}\n\n`);
  for (const { title, state, found, todo } of checks) {
    stdout.write(`  ${marks[state]}  ${title.padEnd(width)}  ${found}\n`);
    if (todo !== undefined) stdout.write(`  ${' '.repeat(9 + width + 2)}→ ${todo}\n`);
  }
  stdout.write('\n');
  for (const engine of engines)
    stdout.write(
      engine.ok
        ? `The engine ${engine.kind} can run stacks here.\n`
        : `The engine ${engine.kind} cannot run here: ${engine.because ?? ''}.\n  ${engine.hint ?? ''}\n`,
    );
}
