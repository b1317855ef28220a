import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exitCodes } from './command.ts';
import type { Command } from './command.ts';
import { readArguments, usageError } from './read-arguments.ts';

const options = {} as const;

export const command: Command = {
  name: 'new',
  about: 'write the beginning of a fault of your own: a plugin and its line in drillbook.yaml',
  usage: 'new fault <kind>',
  examples: ['drillbook new fault mail.refused'],
  options,
  async run(argv, io) {
    const { positionals } = readArguments(argv, options);
    const [what = '', kind = '', more] = positionals;
    if (what !== 'fault' || kind === '' || more !== undefined)
      throw usageError(`unexpected "${positionals.join(' ')}", expected fault and a kind`, 'Such as `drillbook new fault mail.refused`.');
    const [{ faults }, { faultNames }, { isOwnSource, ownFault }, { pluginFault }] = await Promise.all([
      import('../faults/index.ts'),
      import('./new/fault-names.ts'),
      import('./new/own-fault.ts'),
      import('./new/plugin-fault.ts'),
    ]);
    const names = faultNames(kind);
    if (names === undefined)
      throw usageError(
        `unexpected kind "${kind}", expected a family and a name in small letters`,
        'Such as mail.refused or mail.queue-full.',
      );
    if (faults.find(kind) !== undefined) throw usageError(`unexpected kind "${kind}", expected one that is not there yet`);
    const own = isOwnSource(io.cwd);
    const files = own ? ownFault(names, io.cwd) : pluginFault(names, io.cwd);
    if (files === undefined)
      throw usageError(
        'unexpected list of plugins in drillbook.yaml, expected one that can be added to: `plugins: [a, b]`, or a line for each',
        'Write the list in one of these ways.',
      );
    const there = files.find(({ file, isRegistry }) => isRegistry !== true && existsSync(join(io.cwd, file)));
    if (there !== undefined) throw usageError(`unexpected file ${there.file}, expected none`, 'Choose another kind, or take it away.');
    for (const { file, text, isRegistry } of files) {
      mkdirSync(dirname(join(io.cwd, file)), { recursive: true });
      writeFileSync(join(io.cwd, file), text, isRegistry === true ? {} : { flag: 'wx' });
      io.stdout.write(`${isRegistry === true ? 'changed' : 'written'} ${file}\n`);
    }
    io.stdout.write(
      own
        ? `\nWrite what happens, how it is proven and undone, and where it cannot bite. Then: npx playwright test harness/faults/library.test.ts -g ${kind}\n`
        : `\nWrite what happens, how it is proven and undone (docs/plugins.md). Then in a scenario:\n\n  faults:\n    - ${kind}: { service: … }\n`,
    );
    return exitCodes.ok;
  },
};
