/** Whether a path is one that a pattern stands for: `*` and `?` within a folder's name, `**` for any folders. */
export function matchesPath(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/^(?:\.\/)+/, '')
    .replaceAll(/(?:\*\*\/)+/g, '**/')
    .replaceAll(/\*{2,}/g, '**')
    .replaceAll(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, found =>
      found === '**/' ? '(?:.*/)?' : found === '**' ? '.*' : found === '*' ? '[^/]*' : found === '?' ? '[^/]' : `\\${found}`,
    );
  return new RegExp(`^${source}$`).test(path);
}
