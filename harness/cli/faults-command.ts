import { wantsColor } from '../reports/wants-color.ts';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { readArguments, usageError } from './read-arguments.ts';

const options = {
  json: { type: 'boolean', about: 'print all of it as one JSON document' },
} as const;

export const command: Command = {
  name: 'faults',
  about: 'what can be broken: settings, what users notice, and where it works on this machine',
  usage: 'faults [kind…] [--json]',
  examples: ['drillbook faults', 'drillbook faults volume.full', 'drillbook faults --json'],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    const [{ faults }, { whereTheyWork }, { showList }, { showFault }, { faultDocument }] = await Promise.all([
      import('../faults/index.ts'),
      import('./faults/where-they-work.ts'),
      import('./faults/show-list.ts'),
      import('./faults/show-fault.ts'),
      import('./faults/fault-document.ts'),
    ]);
    const asked = positionals.map(kind => {
      const found = faults.find(kind);
      if (found !== undefined) return found;
      const begin = faults.kinds.filter(known => known.startsWith(kind));
      const near = faults.nearest(kind);
      const nearest = near === undefined ? 'one of the list' : `"${near}"`;
      throw usageError(
        `unexpected fault "${kind}", expected ${begin.length > 1 ? `one of ${begin.join(', ')}` : nearest}`,
        'Run `drillbook faults` for all of them.',
      );
    });
    const where = await whereTheyWork(io.signal);
    if (values.json === true) {
      const shown = asked.length === 0 ? faults.all : asked;
      io.stdout.write(
        `${JSON.stringify({ version: 1, engines: where, faults: shown.map(one => faultDocument(one, where)) }, undefined, 2)}\n`,
      );
    } else if (asked.length === 0) io.stdout.write(showList(faults.all, where, pageOf(io)));
    else io.stdout.write(asked.map(one => showFault(one, where, pageOf(io))).join('\n'));
    return exitCodes.ok;
  },
};

const widest = 110;

/** How what is printed is to look. */
export interface FaultsPage {
  readonly columns: number;
  readonly color: boolean;
}

function pageOf({ stdout, env }: CommandIo): FaultsPage {
  const { columns } = stdout;
  return {
    columns: columns === undefined || columns < 20 ? widest : Math.min(columns, widest),
    color: wantsColor(stdout.isTTY === true, env),
  };
}
