import type { RunHeader } from '../../evidence/folder.ts';
import { besideManifest, sha256 } from '../../evidence/manifest.ts';
import { answers, counted, failed } from '../audit-result.ts';
import type { Answer } from '../audit-result.ts';
import type { AuditContext } from '../context.ts';
import { isExplained, isOutput } from '../explained.ts';
import type { AuditCheck } from './check.ts';

/** Every file as the manifest has it, and no other. */
export const files: AuditCheck = {
  name: 'files',
  run(context) {
    const { listing, manifest } = context;
    if (manifest === undefined)
      return [failed('unexpected folder without manifest.json, expected a sealed run: it was cut off, or somebody took the manifest out')];
    const there = new Map(listing.files.map(({ path, bytes }) => [path, bytes]));
    const named = new Set(manifest.files.map(({ path }) => path));
    const wrong = [
      ...manifest.files.flatMap(({ path, bytes, sha256: digest }): readonly Answer[] => {
        const size = there.get(path);
        // Outputs may be taken out for privacy: their digests in the journal stay true.
        if (size === undefined)
          return [isOutput(path) ? { state: 'missing', what: 'this output was taken out', place: path } : failed('missing', path)];
        if (size !== bytes) return [failed(`changed: unexpected ${size} bytes, expected ${bytes}`, path)];
        return sha256(context.bytes(path)) === digest ? [] : [failed('changed: its digest is not that of the manifest', path)];
      }),
      ...listing.files
        .filter(({ path }) => !named.has(path) && !besideManifest.has(path))
        .map(({ path }) => failed('added: the manifest does not name it', path)),
      ...unexplained(context, named),
    ];
    return answers(wrong, `${counted(manifest.files.length, 'file')} as in the manifest, and no other`);
  },
};

/** What was sealed, and is of no drill all the same. */
function unexplained(context: AuditContext, named: ReadonlySet<string>): readonly Answer[] {
  let header: RunHeader;
  try {
    ({ header } = context);
  } catch {
    // Told by the check of the header.
    return [];
  }
  return context.listing.files
    .filter(({ path }) => named.has(path) && !isExplained(path, header))
    .map(({ path }) => failed('unexplained file: no drill leaves one of this name', path));
}
