import { resolve } from 'node:path';
import type { Location } from '../../model/location.ts';
import type { Mount } from '../../model/stack.ts';
import { parseSize } from '../../support/size.ts';
import { insideFolder } from './inside-folder.ts';

export interface MountContext {
  readonly service: string;
  /** The stack's folder: nothing outside of it is mounted. */
  readonly folder: string;
  /** Folder that relative paths are meant from. */
  readonly base: string;
  readonly location: Location;
  readonly problem: (message: string, location: Location, hint?: string) => void;
  /** Told of volumes without a name of their own. */
  readonly anonymous: (name: string) => void;
}

interface LongMount {
  readonly type: 'volume' | 'bind' | 'tmpfs';
  readonly source?: string | undefined;
  readonly target: string;
  readonly read_only?: boolean | undefined;
  readonly tmpfs?: { readonly size?: string | number | undefined } | undefined;
}

/** One entry of `volumes:`, in its short or long form. Bind mounts stay below the stack's folder, also behind links. */
export function mountOf(entry: string | LongMount, context: MountContext): Mount | undefined {
  const { type, source, target, read_only: readOnly = false, tmpfs } = typeof entry === 'string' ? longForm(entry) : entry;
  const { location } = context;
  if (!target.startsWith('/')) {
    context.problem(`unexpected mount "${typeof entry === 'string' ? entry : target}", expected an absolute path to mount at`, location);
    return undefined;
  }
  if (type === 'tmpfs') {
    const size = tmpfs?.size === undefined ? undefined : parseSize(String(tmpfs.size));
    if (tmpfs?.size !== undefined && size === undefined)
      context.problem(`unexpected size "${tmpfs.size}", expected one such as 64m`, location);
    return { kind: 'tmpfs', target, location, ...(size === undefined ? {} : { sizeBytes: size }) };
  }
  if (type === 'volume') {
    const volume = source ?? `${context.service}${target.replaceAll(/[^\w]+/g, '-')}`;
    if (source === undefined) context.anonymous(volume);
    return { kind: 'volume', volume, target, readOnly, location };
  }
  const path = resolve(context.base, source ?? '.');
  if (path.endsWith('docker.sock')) {
    context.problem(
      `unexpected mount of ${source ?? ''}, expected none: a drill gives no service rights over the machine's Docker`,
      location,
    );
    return undefined;
  }
  const where = insideFolder(context.folder, path);
  if (where !== 'inside') {
    context.problem(
      `unexpected path "${source ?? ''}", expected one ${where === 'missing' ? 'that exists' : "below the stack's folder"}`,
      location,
      'What a drill mounts is copied from beside the Compose file.',
    );
    return undefined;
  }
  return { kind: 'bind', source: path, target, readOnly, location };
}

function longForm(text: string): LongMount {
  const [first = '', second, mode = ''] = text.split(':');
  if (second === undefined) return { type: 'volume', target: first };
  const isPath = /^[./~]/.test(first);
  return { type: isPath ? 'bind' : 'volume', source: first, target: second, read_only: mode.split(',').includes('ro') };
}
