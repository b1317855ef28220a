import type { ExecResult, RunningStack } from '../../engines/engine.ts';
import { HarnessError, Unsupported } from '../../support/harness-error.ts';
import { serviceOf } from '../fault.ts';

/** Where a backup lies: on the bastion, where runbooks look, or in a service. */
export interface BackupFile {
  readonly path: string;
  /** `/backups/db.dump on the bastion`. */
  readonly named: string;
  /** Runs lines for sh with the path as `$1`. Rejects with what was printed where they do not end with 0. */
  sh(script: string, words?: readonly string[], signal?: AbortSignal): Promise<string>;
}

/** What a file's content is. */
export interface Fingerprint {
  /** Checksum and length in bytes, as cksum(1) prints them. */
  readonly content: string;
  readonly bytes: number;
}

const limitMs = 30_000;
/** sh: not found. */
const noShell = new Set([126, 127]);

export function backupFile(stack: RunningStack, on: string | undefined, path: string): BackupFile {
  const holder = on === undefined ? stack.bastion : serviceOf(stack, on);
  const named = `${path} ${on === undefined ? 'on the bastion' : `in ${on}`}`;
  const run = async (script: string, words: readonly string[] = [], signal?: AbortSignal): Promise<ExecResult> =>
    await holder.exec(['sh', '-c', script, 'sh', path, ...words], { timeoutMs: limitMs, ...(signal === undefined ? {} : { signal }) });
  return {
    path,
    named,
    async sh(script, words, signal) {
      const { status, stdout, stderr } = await run(script, words, signal);
      if (noShell.has(status)) throw new Unsupported(`${on ?? 'the bastion'} lacks a tool: ${stderr.trim()}`);
      if (status !== 0) throw new Error(stderr.trim().split('\n')[0] ?? `a command ended with ${status}`);
      return stdout.trim();
    },
  };
}

/** Prints the checksum of `$1`, or nothing where there is no such file; cksum(1) is in POSIX. */
export const printSum = 'if [ -d "$1" ]; then echo folder; elif [ -f "$1" ]; then cksum < "$1"; fi';

/** Reads what `printSum` printed. */
export function readSum(file: BackupFile, text: string | undefined): Fingerprint | undefined {
  if (text === 'folder') throw noFile(file.named);
  const [sum, bytes] = (text ?? '').split(/\s+/);
  return sum === undefined || bytes === undefined ? undefined : { content: `${sum} ${bytes}`, bytes: Number(bytes) };
}

/** Looks at the content; undefined where there is no such file. */
export async function fingerprint(file: BackupFile, signal?: AbortSignal): Promise<Fingerprint | undefined> {
  const text = await file.sh(printSum, [], signal);
  return text === 'folder' ? undefined : readSum(file, text);
}

/** A copy byte for byte, with owner, mode and times, where no look-out for backups comes by. */
export interface Kept {
  /** Path of the copy. */
  readonly copy: string;
  /** Puts it back where the harmed file still lies as it was left; `harmed` is its content, undefined where it is gone. */
  putBack(harmed: string | undefined): Promise<void>;
  /** Forgets it. */
  drop(): Promise<void>;
}

/** Where files that nobody looks for lie. */
const aside = 'd=$(mktemp -d /var/tmp/tmp.XXXXXXXXXX 2>/dev/null) || d=$(mktemp -d) || exit 1';

/** Keeps a copy of a file. */
export async function keepCopy(file: BackupFile): Promise<Kept> {
  return await kept(file, `${aside}; cp -p -- "$1" "$d/data" || { s=$?; rm -rf "$d"; exit $s; }; echo "$d"`);
}

/** Takes a file, or a folder with all that is in it, away. */
export async function takeAway(file: BackupFile): Promise<Kept> {
  return await kept(file, `${aside}; mv -- "$1" "$d/data" || { s=$?; rm -rf "$d"; exit $s; }; echo "$d"`);
}

async function kept(file: BackupFile, script: string): Promise<Kept> {
  const folder = await file.sh(script);
  const drop = async (): Promise<void> => void (await file.sh('rm -rf -- "$2"', [folder]));
  return {
    copy: `${folder}/data`,
    async putBack(harmed) {
      // Whoever made a new backup keeps it. `cp` writes into what is there: its owner, and whoever has it mounted, see the same file.
      await file.sh(
        harmed === undefined
          ? '[ ! -e "$2/data" ] || [ -e "$1" ] || [ -L "$1" ] || { mkdir -p -- "$(dirname -- "$1")" && mv -- "$2/data" "$1"; }; rm -rf -- "$2"'
          : '[ ! -f "$2/data" ] || [ ! -f "$1" ] || { set -- "$1" "$2" "$3" $(cksum < "$1"); [ "$4 $5" != "$3" ]; } || cp -p -- "$2/data" "$1" || exit 1; rm -rf -- "$2"',
        [folder, harmed ?? ''],
      );
    },
    drop,
  };
}

function noFile(what: string): HarnessError {
  return new HarnessError(
    'fault-not-injected',
    `unexpected folder ${what}, expected a file`,
    'Name the file of the backup; `backup.missing` takes folders, too.',
  );
}
