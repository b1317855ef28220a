import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Location } from '../../model/location.ts';

/** Everything of this package lies below it. */
const ours = dirname(dirname(dirname(fileURLToPath(import.meta.url)))) + sep;

/**
 * The place outside of this package from which it was called, as Node has it, before anybody maps it back to TypeScript: what takes it for
 * a place of its own is mapped in its turn. Undefined where no frame tells.
 */
export function callerOf(): Location | undefined {
  const { prepareStackTrace } = Error;
  const about: { stack?: unknown } = {};
  try {
    Error.prepareStackTrace = (_thrown, sites) => sites;
    Error.captureStackTrace(about, callerOf);
    for (const site of Array.isArray(about.stack) ? (about.stack as readonly NodeJS.CallSite[]) : []) {
      const place = site.getFileName();
      if (place === null || place === undefined || place.startsWith('node:')) continue;
      const path = place.startsWith('file://') ? fileURLToPath(place) : place;
      // Modules have an URL for a name, and are mapped by it.
      if (!path.startsWith(ours)) return { file: place, line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 };
    }
    return undefined;
  } finally {
    Object.assign(Error, { prepareStackTrace });
  }
}
