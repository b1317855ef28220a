import { basename, resolve } from 'node:path';
import type { RunningStack } from '../../engines/engine.ts';

/** Programs whose new files belong to whoever runs them. `tar` and `logrotate` give a file the owner that is written down for it. */
const makers = /^(cp|curl|dd|gunzip|gzip|install|ln|mkdir|mv|pg_dump|rsync|sqlite3|tee|touch|truncate|unzip|wget|zstd|bash|dash|sh)$/;

/**
 * What a command under `sudo` makes belongs to root, and where a service runs as somebody else, it may not write it. On a bastion with one
 * user nobody would notice: this tells of new files in a volume that such a service writes, as far as the command names them.
 */
export async function newFilesBy(
  argv: readonly string[],
  stack: RunningStack,
  options: { readonly cwd: string; readonly text: string },
  work: () => Promise<number>,
): Promise<{ readonly status: number; readonly files: readonly string[] }> {
  const [command = '', ...words] = argv;
  const places = makers.test(basename(command)) ? writtenPlaces(stack) : [];
  if (places.length === 0) return { status: await work(), files: [] };
  const before = await stack.bastion.exec(['bash', '-c', note, 'bash', ...places]);
  const status = await work();
  const { stdout } = await stack.bastion.exec(['bash', '-c', compare, 'bash', before.stdout.trim(), ...places]);
  const paths = words.map(word => resolve(options.cwd, word.replace(/^of=/, '')));
  const isNamed = (file: string): boolean =>
    paths.some(path => file === path || file.startsWith(`${path}/`)) ||
    [...words, options.text].some(word => word.includes(basename(file)));
  return { status, files: stdout.split('\n').filter(file => file !== '' && isNamed(file)) };
}

/** Of the operator's own machine only: elsewhere a volume of a service is not at hand. */
function writtenPlaces({ layout, spec }: RunningStack): readonly string[] {
  if (layout !== 'host') return [];
  const services = spec.services.filter(({ user }) => !/^(root|0)(:|$)/.test(user ?? ''));
  return [
    ...new Set(services.flatMap(({ mounts }) => mounts.flatMap(one => (one.kind === 'volume' && !one.readOnly ? [one.target] : [])))),
  ];
}

const note = `noted=$(mktemp) && find "$@" -xdev -printf '%D:%i %p\\n' >"$noted" 2>/dev/null; echo "$noted"`;

/** By number, for what was only moved within a volume keeps its owner. */
const compare = `noted=$1; shift; find "$@" -xdev -printf '%D:%i %p\\n' 2>/dev/null | awk 'NR == FNR { known[$1]; next } !($1 in known) { print substr($0, length($1) + 2) }' "$noted" - | head -n 500; rm -f "$noted"`;
