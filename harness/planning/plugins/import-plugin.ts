import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { canonicalJson } from '../../support/canonical-json.ts';
import { digestOf } from '../../support/digest.ts';
import { messageOf } from '../../support/harness-error.ts';
import { deadline } from '../../operations/deadline.ts';
import { unlessAborted } from '../../support/unless-aborted.ts';
import { moduleFiles } from './module-files.ts';

export interface ImportedPlugin {
  /** Not yet looked at. */
  readonly definitions: readonly unknown[];
  readonly digests: Readonly<Record<string, string>>;
  readonly wrong: readonly { readonly message: string; readonly hint: string }[];
}

const limitMs = 10_000;
const scripts = ['.mjs', '.js'];
const typed = ['.mts', '.ts'];

/** Imports a plugin's module, with digests of all files that it is made of. `configFile` is the drillbook.yaml that names it. */
export async function importPlugin(file: string, configFile: string): Promise<ImportedPlugin> {
  const refused = (message: string, hint: string): ImportedPlugin => ({ definitions: [], digests: {}, wrong: [{ message, hint }] });
  const path = resolve(file);
  if (!existsSync(path) || !statSync(path).isFile())
    return refused(`unexpected plugin "${file}", expected a file that exists`, `Paths in ${configFile} are meant from where it lies.`);
  const real = realpathSync(path);
  const top = topOf(dirname(realpathSync(resolve(configFile))));
  if (!real.startsWith(`${top}${sep}`))
    return refused(
      `unexpected plugin "${file}" outside of the repository, expected one below ${relative(process.cwd(), top) || '.'}`,
      'What lies elsewhere does not travel with the scenario: move it into the repository.',
    );
  const ending = extname(real);
  if (typed.includes(ending) && !stripsTypes())
    return refused(
      `unexpected TypeScript plugin "${file}", expected JavaScript (.mjs): Node ${process.versions.node} does not strip types`,
      'Use Node 22.18 or later, or write it as .mjs.',
    );
  if (![...scripts, ...typed].includes(ending))
    return refused(`unexpected plugin "${file}", expected an ES module: .mjs, .js, .ts or .mts`, 'Rename it.');
  const limit = deadline(limitMs, new AbortController().signal);
  try {
    const before = await moduleFiles(real, top);
    // Under its digest, for Node keeps what it has loaded once.
    const url = `${pathToFileURL(real).href}?${digestOf(canonicalJson(before)).slice(-16)}`;
    const module = (await unlessAborted(import(url), limit.signal)) as { readonly default?: unknown };
    if (canonicalJson(await moduleFiles(real, top)) !== canonicalJson(before))
      return refused(`unexpected change of the plugin "${file}" while it was loaded, expected it to stay as it is`, 'Try again.');
    const digests = Object.fromEntries(Object.entries(before).map(([name, digest]) => [relative(process.cwd(), join(top, name)), digest]));
    const exported = module.default;
    return exported === undefined
      ? {
          definitions: [],
          digests,
          wrong: [
            {
              message: `unexpected plugin "${file}" without a default export, expected a definition or a list of them`,
              hint: 'Write for instance `export default defineFault({ … })`.',
            },
          ],
        }
      : { definitions: Array.isArray(exported) ? exported : [exported], digests, wrong: [] };
  } catch (thrown) {
    return refused(
      `unexpected failure of the plugin "${file}": ${limit.signal.aborted ? `it was not loaded within ${limitMs / 1000} s` : (messageOf(thrown).split('\n')[0] ?? '')}${placeIn(thrown, real)}`,
      'A plugin is loaded by `plan`, `coverage` and `drill`, and must not fail then.',
    );
  } finally {
    limit.release();
  }
}

/** Where in the plugin, when the stack tells. */
function placeIn(thrown: unknown, path: string): string {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  const found = stack
    .split('\n')
    .find(line => /^(?:\s+at |file:)/.test(line) && (line.includes(path) || line.includes(pathToFileURL(path).href)));
  const [, line] = (found === undefined ? null : /(?:\?\w+)?:(\d+)(?::\d+)?\)?$/.exec(found)) ?? [];
  return line === undefined ? '' : ` (${relative(process.cwd(), path)}:${line})`;
}

/** Node 22.18 and later do, others when they are told to. */
function stripsTypes(): boolean {
  return Boolean((process.features as { readonly typescript?: unknown }).typescript);
}

/** The repository's top above a folder; the folder itself where there is no repository. */
function topOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}
