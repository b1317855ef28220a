import type { Config } from '../../model/config.ts';
import type { Problem } from '../../model/problem.ts';
import type { Located } from '../../model/scenario.ts';
import { registry } from '../../support/registry.ts';
import type { Named, Registry } from '../../support/registry.ts';
import type { Known } from '../known.ts';
import { adaptFault } from './adapt-fault.ts';
import { adaptProbe } from './adapt-probe.ts';
import { adaptShim } from './adapt-shim.ts';
import { importPlugin } from './import-plugin.ts';

/** Set to `off`, no plugin is loaded. */
export const pluginsVariable = 'DRILLBOOK_PLUGINS';

export interface WithPlugins {
  /** The built-in definitions and those of the plugins. */
  readonly known: Known;
  /** Of every file that the plugins are made of. */
  readonly digests: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/**
 * Loads what a `drillbook.yaml` names under `plugins`. This runs code of the repository with the user's rights, so it is refused where
 * the environment says so: then nothing that the file holds for can be planned, for a tool that nobody stands in for would look like
 * a runbook that is wrong. `onLoad` is told of the files before the first is loaded.
 */
export async function loadPlugins(
  config: Config | undefined,
  known: Known,
  onLoad?: (files: readonly string[]) => void,
): Promise<WithPlugins> {
  const named = config?.plugins ?? [];
  const [first] = named;
  if (config === undefined || first === undefined) return { known, digests: {}, problems: [] };
  if (process.env[pluginsVariable] === 'off')
    return {
      known,
      digests: {},
      problems: [
        problemAt(
          first,
          `unexpected plugins under ${pluginsVariable}=off, expected none`,
          `Drill without ${pluginsVariable} where you trust them, or take them out of ${config.file}.`,
        ),
      ],
    };
  onLoad?.(named.map(({ value }) => value));
  const problems: Problem[] = [];
  const digests: Record<string, string> = {};
  const added = { faults: new Map<string, string>(), operations: new Map<string, string>(), shims: new Map<string, string>() };
  let whole = known;
  // One after the other: which of two that clash is told of is then always the same.
  for (const one of named) {
    const { definitions, digests: found, wrong } = await importPlugin(one.value, config.file);
    Object.assign(digests, found);
    for (const { message, hint } of wrong) problems.push(problemAt(one, message, hint));
    for (const definition of definitions) {
      const adapted = adapt(definition, one.value);
      if ('wrong' in adapted) {
        problems.push(
          ...adapted.wrong.map(message => problemAt(one, `${message} in the plugin ${one.value}${kindOf(definition)}`, definitionHint)),
        );
        continue;
      }
      const { kind } = adapted.definition;
      const before = added[adapted.family].get(kind);
      if (whole[adapted.family].find(kind) !== undefined) {
        problems.push(
          problemAt(
            one,
            `unexpected second ${adapted.word} "${kind}", expected a name of its own: ${before ?? 'drillbook'} has one`,
            'Give yours another `kind`.',
          ),
        );
        continue;
      }
      added[adapted.family].set(kind, one.value);
      whole = { ...whole, [adapted.family]: more<Named>(whole[adapted.family], adapted.definition) };
    }
  }
  return { known: whole, digests, problems };
}

const definitionHint = 'See docs/plugins.md for what a definition consists of.';

/** Which family a definition belongs to is told by what it can do. */
function adapt(value: unknown, file: string) {
  if (typeof value === 'object' && value !== null) {
    if ('inject' in value || 'proveEffect' in value) return checked('faults', 'fault', adaptFault(value, file));
    if ('ask' in value) return checked('operations', 'probe', adaptProbe(value, file));
    if ('run' in value || 'follows' in value) return checked('shims', 'stand-in', adaptShim(value, file));
  }
  return { wrong: ['unexpected export, expected a definition of a fault, a probe or a stand-in, or a list of them as `export default`'] };
}

function checked<F extends keyof Known, D extends object>(family: F, word: string, definition: D | readonly string[]) {
  return Array.isArray(definition) ? { wrong: definition as readonly string[] } : { family, word, definition: definition as D };
}

function kindOf(definition: unknown): string {
  const { kind } = (definition ?? {}) as { readonly kind?: unknown };
  return typeof kind === 'string' ? ` (${kind})` : '';
}

function more<D extends Named>(before: Registry<D>, one: D): Registry<D> {
  return registry([...before.all, one]);
}

function problemAt({ location }: Located<string>, message: string, hint: string): Problem {
  return { rule: 'plugin', severity: 'error', message, location, hint };
}
