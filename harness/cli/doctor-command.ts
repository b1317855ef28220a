import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import type { Examination } from '../doctor/examine.ts';
import type { Stack } from '../model/stack.ts';
import { wantsColor } from '../reports/wants-color.ts';
import { showExamination } from './doctor-text.ts';
import { readArguments, usageError } from './read-arguments.ts';
import { version } from './version.ts';

const options = {
  stack: { type: 'string', value: '<file>', multiple: true, about: 'get also what the services of these Compose files come from' },
  json: { type: 'boolean', about: 'print the result as one JSON document' },
} as const;

export const command: Command = {
  name: 'doctor',
  about: 'tell what this machine can do, and what to do about what it cannot',
  usage: 'doctor [--stack <file>…] [--json]',
  examples: ['drillbook doctor', 'drillbook doctor --stack compose.yaml compose.drill.yaml', 'drillbook doctor --json'],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    if (positionals.length > 0 && values.stack === undefined)
      throw usageError(`unexpected "${positionals.join(' ')}", expected nothing after doctor, or --stack before Compose files`);
    const stack = values.stack === undefined ? undefined : await readStackOf([...values.stack, ...positionals], io);
    if (stack === 'wrong') return exitCodes.usage;
    const { examine } = await import('../doctor/examine.ts');
    const examination = await examine(stack, message => io.stderr.write(`${message}\n`));
    if (io.signal.aborted) return exitCodes.interrupted;
    io.stdout.write(
      values.json === true
        ? `${JSON.stringify({ drillbook: version(), ...examination }, undefined, 2)}\n`
        : showExamination(examination, { color: wantsColor(io.stdout.isTTY === true, io.env), version: version() }),
    );
    return isUsable(examination) ? exitCodes.ok : exitCodes.unexpected;
  },
};

/** Whether some engine can run stacks here and, where one was asked about, that stack. */
function isUsable({ engines, stack }: Examination): boolean {
  return stack === undefined ? engines.some(({ ok }) => ok) : stack.some(({ ok }) => ok);
}

/** The stack as a drill would read it, with the image map of the `drillbook.yaml` above it; what is wrong with its files is printed. */
async function readStackOf(files: readonly string[], io: CommandIo): Promise<Stack | 'wrong'> {
  const [{ resolve, relative }, { readStack }, { loadConfig }, { showProblems }] = await Promise.all([
    import('node:path'),
    import('../reading/read-stack.ts'),
    import('../planning/load-config.ts'),
    import('./show-problems.ts'),
  ]);
  const paths = files.map(file => relative(process.cwd(), resolve(io.cwd, file)));
  const [{ stack, problems }, { config, problems: configProblems }] = await Promise.all([readStack(paths), loadConfig(paths[0] ?? '')]);
  io.stderr.write(showProblems([...problems, ...configProblems]));
  if (stack === undefined || [...problems, ...configProblems].some(({ severity }) => severity === 'error')) return 'wrong';
  return config?.images === undefined ? stack : { ...stack, images: config.images };
}
