import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface VanishingFolder {
  readonly path: string;
  /** Takes it away now. */
  remove(): Promise<void>;
}

/** Waits for the end of its input, then removes the folder; where nobody said that all is done, a git of ours may still be writing there for a while. */
const untilGone = `while read -r said; do done=$said; done
rm -rf -- "$1"
[ "$done" = done ] && exit
tries=0
while [ $tries -lt 150 ]; do
  sleep 2
  [ -e "$1" ] || exit
  rm -rf -- "$1"
  tries=$((tries + 1))
done`;

/**
 * A temporary folder that is gone with the process, however that ends: a shell of its own waits for the other end of a pipe to close, which the
 * kernel does even for a process that was killed, and takes the folder away. It is there before anything is written.
 */
export async function vanishingFolder(prefix: string): Promise<VanishingFolder> {
  const path = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  const keeper = spawn('/bin/sh', ['-c', untilGone, 'sh', path], {
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    // Ctrl-C is for us: it stays until we are gone.
    detached: true,
  });
  const ended = new Promise<void>(resolve => {
    keeper.once('close', () => resolve());
    keeper.once('error', () => resolve());
  });
  keeper.stdin.once('error', () => undefined);
  return {
    path,
    async remove() {
      keeper.stdin.end('done\n');
      await ended;
      // Where there is no shell.
      rmSync(path, { recursive: true, force: true });
    },
  };
}
