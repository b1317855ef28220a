import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A small process that outlives this one by a moment: when this one is gone, however it ended, it takes
 * away the stacks that were still alive. Ryuk does the same where its image can be had.
 */
let watchdog: ChildProcess | undefined;
const watched = new Set<string>();

export function watch(stackId: string): void {
  watched.add(stackId);
  watchdog ??= start();
  watchdog.stdin?.write(`+${stackId}\n`);
}

export function unwatch(stackId: string): void {
  watched.delete(stackId);
  watchdog?.stdin?.write(`-${stackId}\n`);
}

function start(): ChildProcess {
  const child = spawn(process.execPath, [program()], {
    // A terminal's Ctrl-C and a runner's end of a process group are not for it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.on('error', () => {});
  child.on('exit', () => (watchdog = undefined)).on('error', () => (watchdog = undefined));
  child.unref();
  (child.stdin as unknown as { unref?(): void }).unref?.();
  return child;
}

/** The compiled one, also where this file runs from its source (tests). */
function program(): string {
  const places = ['./watchdog-main.js', '../../../dist/engines/containers/watchdog-main.js'].map(path =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return places.find(path => existsSync(path)) ?? places[0] ?? '';
}
