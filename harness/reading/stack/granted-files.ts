import { resolve } from 'node:path';
import type { Location } from '../../model/location.ts';
import type { Mount } from '../../model/stack.ts';
import { nearest } from '../../support/nearest.ts';
import type { Path } from '../yaml/path.ts';
import { insideFolder } from './inside-folder.ts';
import type { ServiceContext } from './service-context.ts';

export type Granted = string | { readonly source: string; readonly target?: string | undefined };

/** Secrets and configs that a service is given: files below the stack's folder, mounted read-only where Compose puts them. */
export function grantedFiles(
  kind: 'secrets' | 'configs',
  given: readonly Granted[],
  path: Path,
  context: ServiceContext,
): readonly Mount[] {
  const declared = context.declared[kind];
  return given.flatMap((entry, index): readonly Mount[] => {
    const { source, target } = typeof entry === 'string' ? { source: entry } : entry;
    const location: Location = context.places.at([...path, kind, index]);
    const one = kind.slice(0, -1);
    if (!Object.hasOwn(declared, source)) {
      const close = nearest(source, Object.keys(declared));
      context.problem(
        `unexpected ${one} "${source}", expected ${Object.keys(declared).length === 0 ? 'one that is declared' : `one of ${Object.keys(declared).join(', ')}`}`,
        location,
        close === undefined ? undefined : `Did you mean "${close}"?`,
      );
      return [];
    }
    const { file } = (declared[source] ?? {}) as { file?: unknown };
    if (typeof file !== 'string') {
      context.problem(
        `unexpected ${one} "${source}" without a file, expected \`file:\``,
        context.places.keyAt([kind, source]),
        "A drill takes nothing from this machine's environment or from elsewhere.",
      );
      return [];
    }
    const full = resolve(context.folderAt([kind, source]), file);
    const where = insideFolder(context.folder, full);
    if (where !== 'inside') {
      context.problem(
        `unexpected file "${file}" of the ${one} ${source}, expected one ${where === 'missing' ? 'that exists' : "below the stack's folder"}`,
        context.places.at([kind, source, 'file']),
      );
      return [];
    }
    const folder = kind === 'secrets' ? '/run/secrets/' : '/';
    return [
      {
        kind: 'bind',
        source: full,
        target: target?.startsWith('/') === true ? target : `${folder}${target ?? source}`,
        readOnly: true,
        location,
      },
    ];
  });
}
