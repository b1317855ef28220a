/**
 * Where an image comes from instead, by the first of `map`'s patterns that fits; the name as it was when none does.
 *
 * Names and patterns are compared in full, as Docker completes them: `postgres:15` is `docker.io/library/postgres:15`, `org/app` is
 * `docker.io/org/app:latest`; `localhost/app` and `host:5000/app` name their registry. `*` ends a pattern and stands for the rest, which
 * takes the place of `*` in what it maps to. The pattern that says most wins. `library/` is a part of the rest, as caches of Docker Hub
 * keep it: with `docker.io/*` to `registry.internal/hub/*`, `postgres:15` comes from `registry.internal/hub/library/postgres:15`.
 *
 * @param image a name as in Compose files; with a tag, a digest (`name@sha256:…`), both or neither
 */
export function mapImage(image: string, map: Readonly<Record<string, string>> | undefined): string {
  const full = fullName(image);
  const fitting = Object.entries(map ?? {})
    .map(([pattern, target]) => ({ pattern: fullPattern(pattern), target }))
    .filter(({ pattern }) => (pattern.endsWith('*') ? full.startsWith(pattern.slice(0, -1)) : full === pattern))
    .sort((one, other) => literalLength(other.pattern) - literalLength(one.pattern) || one.pattern.length - other.pattern.length)[0];
  if (fitting === undefined) return image;
  // As a function: a replacement in text gives `$` a meaning.
  return fitting.target.replace('*', () => full.slice(literalLength(fitting.pattern)));
}

const hub = 'docker.io';

/** As Docker completes it: registry, `library/` on Docker Hub, and `latest` where there is neither tag nor digest. */
function fullName(image: string): string {
  const name = withRegistry(image);
  return /[:@]/.test(name.slice(name.lastIndexOf('/') + 1)) || name.includes('@') ? name : `${name}:latest`;
}

function fullPattern(pattern: string): string {
  if (!pattern.endsWith('*')) return fullName(pattern);
  const literal = pattern.slice(0, -1);
  // A registry, or nothing at all, is already complete.
  return literal === '' || (literal.endsWith('/') && isRegistry(literal.slice(0, -1)) && !literal.slice(0, -1).includes('/'))
    ? `${literal === 'index.docker.io/' ? `${hub}/` : literal}*`
    : `${withRegistry(literal)}*`;
}

function withRegistry(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const [registry, path] = rest.length > 0 && isRegistry(first) ? [first, rest.join('/')] : [hub, image];
  if (registry !== hub && registry !== 'index.docker.io') return `${registry}/${path}`;
  return `${hub}/${path.includes('/') ? path : `library/${path}`}`;
}

/** Docker's own rule: the first part names a registry when no name on Docker Hub could look like it. */
function isRegistry(first: string): boolean {
  return first === 'localhost' || /[.:A-Z]/.test(first);
}

function literalLength(pattern: string): number {
  return pattern.endsWith('*') ? pattern.length - 1 : pattern.length;
}
