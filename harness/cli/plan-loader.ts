import { relative, resolve } from 'node:path';
import type { Known } from '../planning/known.ts';
import type { Planned } from '../planning/plan.ts';
import { cleanLine } from '../reports/clean-text.ts';
import type { CommandIo } from './command.ts';

/** Loads the plan of a scenario file, named from the command's working directory. */
export type LoadPlan = (file: string) => Promise<Planned>;

/** Told of plugins' files before any of them is loaded. */
export type OnPlugins = (files: readonly string[]) => void;

/** Tells, once for each, that plugins run: before the first of them does. */
export function pluginTeller({ stderr }: Pick<CommandIo, 'stderr'>): OnPlugins {
  const told = new Set<string>();
  return files => {
    const news = files.filter(file => !told.has(file));
    for (const file of news) told.add(file);
    if (news.length > 0)
      stderr.write(
        `drillbook: plugins run with your rights, outside of the sandbox: ${news.map(file => cleanLine(shown(file))).join(', ')}\n`,
      );
  };
}

/** What loads plans for a command, with all that drillbook knows; before the first plugin runs, one line says so. */
export async function planLoader(
  io: Pick<CommandIo, 'cwd' | 'stderr'>,
  {
    onPlugins = pluginTeller(io),
    adapt = known => known,
  }: { readonly onPlugins?: OnPlugins; readonly adapt?: (known: Known) => Known } = {},
): Promise<LoadPlan> {
  const [{ loadPlan }, { operations }, { faults }, { shims }] = await Promise.all([
    import('../planning/load-plan.ts'),
    import('../operations/index.ts'),
    import('../faults/index.ts'),
    import('../shims/index.ts'),
  ]);
  return async file => await loadPlan(relative(process.cwd(), resolve(io.cwd, file)), adapt({ operations, faults, shims }), { onPlugins });
}

function shown(file: string): string {
  return file.startsWith('.') || file.startsWith('/') ? file : `./${file}`;
}
