import { realpathSync } from 'node:fs';
import { sep } from 'node:path';

/** Whether a path leads to something below a folder, also behind links. */
export function insideFolder(folder: string, path: string): 'inside' | 'outside' | 'missing' {
  const [real, root] = [realPath(path), realPath(folder)];
  if (real === undefined || root === undefined) return 'missing';
  return real === root || real.startsWith(root.endsWith(sep) ? root : root + sep) ? 'inside' : 'outside';
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
