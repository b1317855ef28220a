import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  accessSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { messageOf } from '../../support/harness-error.ts';

export interface Replacement {
  readonly path: string;
  /** What was read; nothing is written over anything else. */
  readonly was: string;
  readonly text: string;
  /** A link that leads out of all of these folders is left alone. */
  readonly within: readonly string[];
}

/**
 * Puts a text in the place of another, all of it or nothing: it is written beside the file first, with its mode and owner. A link stays a link.
 * Returns why the file is as it was, undefined where it is not.
 */
export function replaceFile({ path, was, text, within }: Replacement): string | undefined {
  let beside: string | undefined;
  try {
    const target = realpathSync(path);
    if (lstatSync(path).isSymbolicLink() && !within.some(folder => isBelow(realpathSync(folder), target)))
      return 'it is a link that leads out of the folder';
    const { why, about } = looked(target, was);
    if (about === undefined) return why;
    beside = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
    writeLike(about, beside, text);
    // It took a moment to get here.
    const again = looked(target, was);
    if (again.about === undefined) return again.why;
    renameSync(beside, target);
    beside = undefined;
    return undefined;
  } catch (thrown) {
    return reasonOf(thrown);
  } finally {
    if (beside !== undefined) rmSync(beside, { force: true });
  }
}

/** The file as it is now, where it may be written and holds what was read. */
function looked(target: string, was: string): { readonly why: string; readonly about?: Stats } {
  // Nobody waits for a pipe that stands here meanwhile.
  const file = openSync(target, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const about = fstatSync(file);
    if (!about.isFile()) return { why: 'it changed meanwhile' };
    // Whoever may write everything keeps off a file that nobody is to write, too.
    if ((about.mode & 0o222) === 0) return { why: 'it is read-only' };
    accessSync(target, constants.W_OK);
    const now = readFileSync(file);
    if (Buffer.from(was).equals(now)) return { why: '', about };
    // Bytes of another encoding would not come back, and what somebody wrote meanwhile would be lost.
    return { why: now.toString('utf8') === was ? 'it is not all UTF-8' : 'it changed meanwhile' };
  } finally {
    closeSync(file);
  }
}

function writeLike({ mode, uid, gid }: Stats, path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    const { uid: mine, gid: ours } = fstatSync(file);
    if (uid !== mine || gid !== ours) {
      try {
        fchownSync(file, uid, gid);
      } catch {
        // Only root gives files away: it becomes the file of whoever mends it.
      }
    }
    // Behind the owner: giving a file away takes bits of its mode.
    fchmodSync(file, mode & 0o7777);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function reasonOf(thrown: unknown): string {
  const { code, syscall } = thrown as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'it is gone';
  if (code === 'ELOOP') return 'it changed meanwhile';
  if ((code === 'EACCES' || code === 'EPERM' || code === 'EROFS') && syscall === 'access') return 'it is read-only';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'nothing may be written beside it';
  return messageOf(thrown);
}

function isBelow(folder: string, path: string): boolean {
  const below = relative(folder, path);
  return below !== '' && below !== '..' && !below.startsWith('../') && !isAbsolute(below);
}
