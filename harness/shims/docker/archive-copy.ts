import type { ExecOptions, ExecResult } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';

/** A machine, the operator's or a container, on which lines for sh are run. */
export interface Place {
  /** Resolves to what they print. @throws {Unsupported} when they fail: what the tool would have said then is not known. */
  run(script: string, args: readonly string[], input?: string): Promise<string>;
}

interface Runs {
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
}

export function place(machine: Runs, signal: AbortSignal): Place {
  return {
    async run(script, args, input) {
      const { status, stdout, stderr } = await machine.exec(['sh', '-c', script, 'sh', ...args], {
        signal,
        ...(input === undefined ? {} : { input }),
      });
      if (status !== 0) throw new Unsupported(`docker cp: ${stderr.trim().split('\n').at(-1) ?? `status ${status}`}`);
      return stdout.trimEnd();
    },
  };
}

const mostBytes = 64 * 1024 * 1024;
/** What a machine prints at once is limited; encoded it is a third longer. */
const pieceBytes = 96 * 1024;

/** Packs a file or a folder aside, and tells where. */
export async function packed(where: Place, path: string): Promise<string> {
  const [archive = '', size = ''] = (
    await where.run('f=$(mktemp) && tar -C "$(dirname "$1")" -cf "$f" -- "$(basename "$1")" && echo "$f" && wc -c <"$f"', [path])
  ).split('\n');
  if (Number(size) > mostBytes) throw new Unsupported(`docker cp of more than ${mostBytes} bytes (${path})`);
  return archive;
}

/** Carries an archive to another machine, and tells where it is there. */
export async function moveArchive(from: Place, archive: string, to: Place): Promise<string> {
  const arrived = await to.run('mktemp', []);
  for (let piece = 0; ; piece++) {
    const text = await from.run('dd if="$1" bs="$2" skip="$3" count=1 2>/dev/null | base64', [archive, String(pieceBytes), String(piece)]);
    if (text === '') break;
    await to.run('base64 -d >>"$1"', [arrived], `${text}\n`);
  }
  await from.run('rm -f "$1"', [archive]);
  return arrived;
}

/** Unpacks what is called `name` in the archive: `as` the path itself, `into` that folder, or its `content` there. What is replaced is another file then. */
export async function unpacked(
  where: Place,
  archive: string,
  { name, to, how }: { readonly name: string; readonly to: string; readonly how: 'as' | 'into' | 'content' },
): Promise<void> {
  const script = {
    as: 'rm -f "$3"; cp -a "$d/$2" "${3%/}"',
    into: '[ -d "$3/$2" ] || rm -f "$3/$2"; cp -a "$d/$2" "$3/"',
    content: 'cp -a "$d/$2/." "$3/"',
  }[how];
  await where.run(`d=$(mktemp -d) && tar -C "$d" -xof "$1" && { ${script}; } && rm -rf "$d" "$1"`, [archive, name, to]);
}
