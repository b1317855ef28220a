import { posix } from 'node:path';

/** A block's own folder inside that of the whole document, as Runme combines them. */
export function joinFolders(document: string | undefined, block: string | undefined): string | undefined {
  if (document === undefined || block === undefined || /^[/~$]/.test(block)) return block ?? document;
  return posix.join(document, block);
}
