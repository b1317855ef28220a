import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Files that say which drillbook a repository uses. */
const locks = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'] as const;
const groups = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

/**
 * What the repository says of the program itself, by file, in the folder and all above it up to the top: the version that it asks for, and what its
 * lock file resolved that to. Files that say nothing are left out.
 */
export function programOf(folder: string, top: string): ReadonlyMap<string, string> {
  const told = new Map<string, string>();
  for (let at = folder; ; at = dirname(at)) {
    const name = (file: string): string => relative(top, join(at, file));
    const asked = askedFor(read(join(at, 'package.json')));
    if (asked !== '') told.set(name('package.json'), asked);
    for (const lock of locks) {
      const resolved = resolvedTo(lock, read(join(at, lock)));
      if (resolved !== '') told.set(name(lock), resolved);
    }
    if (at === top || at === dirname(at)) return told;
  }
}

/** What differs, in words; empty when nothing does. */
export function programChange(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap(file => {
    const [old, now] = [before.get(file) ?? 'none', after.get(file) ?? 'none'];
    if (old === now) return [];
    const [from, to] = [old, now].map(text => (text.split('\n')[0] ?? '').slice(0, 60));
    return [from === to ? `drillbook itself changed in ${file}` : `drillbook itself changed in ${file}: ${from} → ${to}`];
  });
}

function askedFor(text: string): string {
  const manifest = parsed(text);
  const asked = groups.flatMap(group => {
    const version = member(member(manifest, group), 'drillbook');
    return typeof version === 'string' ? [version] : [];
  });
  const own = manifest?.['name'] === 'drillbook' ? [String(manifest['version'])] : [];
  return [...own, ...asked].join(', ');
}

function resolvedTo(lock: string, text: string): string {
  if (!lock.endsWith('.json')) return blocksOf(text);
  const found = parsed(text);
  const packages = Object.entries(member(found, 'packages') ?? {}).filter(([path]) => /(^|\/)node_modules\/drillbook$/.test(path));
  const entries =
    packages.length > 0 ? packages.map(([, entry]) => entry as unknown) : [member(member(found, 'dependencies'), 'drillbook')];
  return entries
    .flatMap(entry =>
      isObject(entry) ? [[entry['version'], entry['resolved'], entry['integrity']].map(one => String(one ?? '')).join('\n')] : [],
    )
    .join('\n');
}

/** Of lock files that are no JSON: each line that names the package, with the lines below it that are further in. */
function blocksOf(text: string): string {
  const lines = text.split('\n');
  const depth = (line: string): number => line.length - line.trimStart().length;
  return lines
    .flatMap((line, index) => {
      if (!/^\s*["'/]*drillbook["']?[@:(]/.test(line)) return [];
      const end = lines.findIndex((other, at) => at > index && depth(other) <= depth(line));
      return lines.slice(index, end === -1 ? undefined : end).map(one => one.trim());
    })
    .join('\n');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function member(value: unknown, key: string): Readonly<Record<string, unknown>> | undefined {
  return isObject(value) ? (value[key] as Readonly<Record<string, unknown>> | undefined) : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
