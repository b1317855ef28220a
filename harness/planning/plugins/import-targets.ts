/** Relative paths that a name such as `#one` may stand for, by `imports` of a package.json, under whatever condition. */
export function importTargets(name: string, packageJson: string): readonly string[] {
  let whole: unknown;
  try {
    whole = JSON.parse(packageJson);
  } catch {
    // Node tells of it when it imports.
    return [];
  }
  const { imports } = (whole ?? {}) as { readonly imports?: unknown };
  if (typeof imports !== 'object' || imports === null) return [];
  return Object.entries(imports).flatMap(([key, value]) => {
    const star = starOf(key, name);
    return star === undefined ? [] : textsIn(value).map(text => text.replaceAll('*', () => star));
  });
}

/** What `*` of a key stands for in a name; empty for a key without one. */
function starOf(key: string, name: string): string | undefined {
  if (key === name) return '';
  const [before = '', after] = key.split('*');
  if (after === undefined || !name.startsWith(before) || !name.endsWith(after) || name.length < before.length + after.length)
    return undefined;
  return name.slice(before.length, name.length - after.length);
}

/** Those that are relative paths, at any depth. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.startsWith('./') ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
