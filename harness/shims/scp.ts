import type { ExecResult, RunningStack, StandInCall } from '../engines/engine.ts';
import { Unsupported } from '../support/harness-error.ts';
import { parseFlags } from './flags.ts';
import type { ShimDefinition } from './shim.ts';
import { harmless, hostOf, tellUnknown, type Host } from './ssh/host.ts';

/** A file's or folder's place: on the caller's machine where it has no host. */
interface End {
  readonly host?: Host;
  readonly path: string;
}

/** Copies files and folders between the bastion and services, or between two of them. */
export const scp: ShimDefinition = {
  kind: 'scp',
  follows: 'scp of OpenSSH 9.2',
  about: 'Copies files and, with `-r`, folders to and from the service behind a name.',
  async run(call, stack) {
    const flags = parseFlags(call.argv, [...harmless, '-B', '-O', '-R', '-3', '-s', '-p', '-r', '-P=', '-l='], { of: 'scp' });
    const names = flags.rest;
    const last = names.at(-1);
    if (names.length < 2 || last === undefined) {
      await call.write('stderr', 'usage: scp [-346ABCOpqRrsTv] [-i identity_file] source ... target\n');
      return 1;
    }
    const ends: End[] = [];
    for (const name of names) {
      const [, host, path = ''] = /^((?:[^/:@]+@)?[^/:]+):(.*)$/.exec(name) ?? [undefined, undefined, name];
      const found = host === undefined ? undefined : await hostOf(host, stack);
      if (host !== undefined && found === undefined) {
        await tellUnknown(host, call);
        await call.write('stderr', 'scp: Connection closed\n');
        return 255;
      }
      ends.push(found === undefined ? { path } : { host: found, path: path === '' ? '.' : path });
    }
    const target = ends.at(-1);
    let status = 0;
    for (const source of ends.slice(0, -1))
      if (target !== undefined)
        status = Math.max(status, await copy(source, target, { call, stack, folders: flags.has('-r'), keep: flags.has('-p') }));
    return status;
  },
};

interface Copying {
  readonly call: StandInCall;
  readonly stack: RunningStack;
  readonly folders: boolean;
  readonly keep: boolean;
}

async function copy(source: End, target: End, { call, stack, folders, keep }: Copying): Promise<number> {
  if (source.host !== undefined && /[*?[]/.test(source.path)) throw new Unsupported(`scp of a pattern, ${source.path}`);
  const from = runIn(source, call, stack);
  const to = runIn(target, call, stack);
  const packed = await from(pack, [source.path, String(folders)]);
  if (packed.status === notThere || packed.status === isFolder) {
    const missing = source.host === undefined ? `stat local "${source.path}"` : source.path;
    const why = packed.status === isFolder ? `${source.path}: not a regular file` : `${missing}: No such file or directory`;
    await call.write('stderr', `scp: ${why}\n`);
    return 1;
  }
  const [packet = '', size = ''] = packed.stdout.trim().split(' ');
  if (packed.status !== 0) throw new Unsupported(`scp from ${source.path}: ${packed.stderr.trim() || `status ${packed.status}`}`);
  const arrived = (await to('mktemp', [])).stdout.trim();
  for (let piece = 0; piece * pieceBytes < Number(size); piece++) {
    const { stdout } = await from(`dd if="$1" bs=${pieceBytes} skip="$2" count=1 status=none | base64 -w0`, [packet, String(piece)]);
    await to('base64 -d >>"$1"', [arrived], stdout);
  }
  await from('rm -f -- "$1"', [packet]);
  const unpacked = await to(unpack, [target.path, keep ? '-p' : '--no-preserve=timestamps', arrived]);
  if (unpacked.status === 127) throw new Unsupported(`scp to ${target.path}: ${unpacked.stderr.trim()}`);
  if (unpacked.status === 0) return 0;
  const why = /: ([A-Z][^:\n]*)$/m.exec(unpacked.stderr)?.[1] ?? 'Failure';
  await call.write('stderr', `scp: dest open "${target.path}": ${why}\n`);
  return 1;
}

/** Relative paths begin at home on another machine, and where the caller is on his own. */
function runIn(
  { host }: End,
  call: StandInCall,
  stack: RunningStack,
): (script: string, words: readonly string[], input?: string) => Promise<ExecResult> {
  const place = host?.service ?? stack.bastion;
  return (script, words, input = '') =>
    place.exec(['bash', '-c', `${host === undefined ? '' : 'cd; '}${script}`, 'bash', ...words], {
      input,
      signal: call.signal,
      ...(host === undefined ? { cwd: call.cwd } : {}),
    });
}

const notThere = 93;
const isFolder = 94;
/** What a command prints is cut off somewhere beyond this. */
const pieceBytes = 96 * 1024;

/** Prints where it is, and its size. */
const pack = `
[ -e "$1" ] || exit ${notThere}
[ ! -d "$1" ] || [ "$2" = true ] || exit ${isFolder}
set -e
packet=$(mktemp)
tar -chf "$packet" -C "$(dirname -- "$1")" -- "$(basename -- "$1")"
echo "$packet $(stat -c %s "$packet")"`;

const unpack = `
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder" "$3"' EXIT
tar -xf "$3" -C "$folder"
if [ -d "$1" ]; then cp -r "$2" "$folder"/. "$1"; else cp -rT "$2" "$folder/$(ls -A "$folder")" "$1"; fi`;
