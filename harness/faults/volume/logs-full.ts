import { posix } from 'node:path';
import { z } from 'zod';
import type { RunningService } from '../../engines/engine.ts';
import type { Stack } from '../../model/stack.ts';
import { HarnessError } from '../../support/harness-error.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { notInjected } from '../proof.ts';
import { needed } from '../needed.ts';
import { hiddenFile } from './hidden-file.ts';
import { leaveSize, nothingTaken, proveNoSpace } from './no-space.ts';
import { sizedVolume, wrongPath } from './sized-path.ts';

const writtenMs = 60_000;
const cutMs = 20_000;
/** The volume may become freer while it is filled, but never is more written than that beyond it. */
const slackBytes = 1024 ** 2;

/**
 * Lets a service's own log grow until its volume is full, as a debug level that was left on does. While the service holds the file,
 * deleting it frees nothing: it must be truncated, or the service started anew. With `removed`, somebody has already deleted it.
 */
export const volumeLogsFull = defineFault<{ service: string; log: string; leave: number; removed: boolean }>({
  kind: 'volume.logs-full',
  about: "A service's log has filled its volume.",
  symptom:
    'Writes fail with ENOSPC. Deleting the log does not help while the service has it open; with `removed`, `du` finds nothing that would fill what `df` shows as full.',
  example: { service: 'web', log: '/var/log/app/app.log' },
  settings: z.strictObject({
    service: z.string().describe('The service'),
    log: z
      .string()
      .startsWith('/', 'expected an absolute path inside the service')
      .describe('The log, as the service sees it; on a volume with a size'),
    leave: leaveSize,
    removed: z.boolean().default(false).describe('Somebody has deleted the log when it was full, and the service still holds it'),
  }) as never,
  needs: ['volume', 'files'],
  persistence: 'held',
  summarize: ({ service, log, removed }) =>
    `the log ${log} of ${service} filled its volume${removed ? ', and was deleted while it was open' : ''}`,
  target: ({ service }) => service,
  check({ service, log }: { service: string; log: string }, stack: Stack) {
    if (log.endsWith('/')) return [`unexpected log "${log}", expected a file, not a folder`];
    return wrongPath({ service, path: posix.normalize(log) === log ? posix.dirname(log) : log }, stack);
  },
  async inject({ service: name, log, leave, removed }, { stack, signal }) {
    const service = serviceOf(stack, name);
    const path = posix.dirname(log);
    const { volume, usage } = await sizedVolume(service, path);
    if (usage.availableBytes <= leave) return nothingTaken(path, `${usage.availableBytes} bytes`);
    const reserve = hiddenFile(path, posix.basename(log));
    // As the service's own user: a log that it may not write is none of its own.
    const grown = await service.exec(
      ['sh', '-c', grow, log, reserve, String(leave), String(removed), String(usage.availableBytes + slackBytes)],
      { timeoutMs: writtenMs, signal },
    );
    const [inode, sizeBefore, size] = grown.stdout.trim().split(' ').map(Number);
    if (grown.status !== 0 || inode === undefined || sizeBefore === undefined || size === undefined)
      throw notInjected(
        `the log ${log} of ${name} could not be made larger`,
        new Error(grown.stderr.trim().split('\n').at(-1) || `status ${grown.status}`),
        'Look whether it is there, and whether the user of the service can write it.',
      );
    return {
      async proveEffect() {
        const probe = hiddenFile(path, posix.basename(log));
        const full = await proveNoSpace(service, { volume, path, leave, probe }, signal);
        return full.held ? { held: true, proof: `${full.proof}; ${await whoHolds(service, log, signal)}` } : full;
      },
      async undo() {
        const state = [log, String(inode), String(sizeBefore), String(size)];
        const { status, stderr } = await service.exec(['sh', '-c', cut, ...state], { timeoutMs: cutMs });
        // Nobody holds a file of what does not run.
        if (status === 125) await cutFromOutside(service, log, sizeBefore, size);
        else if (status !== 0)
          throw new HarnessError('undo-failed', `the log ${log} of ${name} could not be cut: ${stderr.trim()}`, 'Cut it by hand.');
      },
    };
  },
});

async function whoHolds(service: RunningService, log: string, signal: AbortSignal): Promise<string> {
  const { stdout } = await service.exec(['sh', '-c', `${holders}\nholders`, log], { timeoutMs: 2500, signal });
  const pids = [...new Set(stdout.split('\n').flatMap(line => /^\/proc\/(\d+)\//.exec(line)?.[1] ?? []))];
  return `${log} is ${pids.length === 0 ? 'held by nobody' : `held open by pid ${pids.join(', ')}`}`;
}

async function cutFromOutside(service: RunningService, log: string, sizeBefore: number, size: number): Promise<void> {
  const files = needed(service, 'files');
  if (!(await files.exists(log))) return;
  const content = Buffer.from(await files.read(log));
  if (content.length >= size) await files.write(log, content.subarray(0, sizeBefore).toString());
}

/** Inode and size of a file; a link is followed. */
const statOf = 'stat_of() { LC_ALL=C ls -Lin -- "$1" | { read -r inode mode links uid gid size rest; echo "$inode $size"; }; }';

/** Descriptors by which a process has the log open, also where it was deleted. */
const holders = `holders() {
  LC_ALL=C ls -l /proc/[0-9]*/fd 2>/dev/null | while IFS= read -r line; do
    case "$line" in
      /proc/*/fd:) process=\${line%:} ;;
      *" -> $log"|*" -> $log (deleted)") line=\${line% -> "$log"*}; echo "$process/\${line##* }" ;;
    esac
  done
}
log=$0`;

/** Log, reserve, bytes that stay free, whether it is deleted, most that is written. Prints its inode, and its size before and after. */
const grow = `${statOf}
[ -f "$0" ] && [ ! -L "$0" ] && [ -w "$0" ] || { echo "it is no file that the service may write" >&2; exit 1; }
before=$(stat_of "$0")
[ "$2" = 0 ] || head -c "$2" /dev/zero > "$1" || { rm -f "$1"; exit 1; }
yes 'DEBUG cache: key not found, asking the backend; connection acquired from pool, released after 2 ms' | head -c "$4" >> "$0" 2>/dev/null
[ "$2" = 0 ] || rm -f "$1"
after=$(stat_of "$0")
[ "$3" = false ] || rm -f "$0"
echo "$before \${after#* }"`;

/** Log, its inode, its size before and after: cut only while it is still that file, and nobody has cut it. */
const cut = `${statOf}
${holders}
for file in "$0" $(holders); do
  [ -e "$file" ] || continue
  set -- "$1" "$2" "$3" $(stat_of "$file")
  if [ "$4" = "$1" ] && [ "$5" -ge "$3" ]; then dd if=/dev/null of="$file" bs=1 seek="$2" 2>/dev/null || exit 1; fi
done
exit 0`;
