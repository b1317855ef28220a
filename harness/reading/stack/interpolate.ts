/** A variable without a value where the file demands one. */
export interface MissingVariable {
  readonly name: string;
  readonly message: string;
}

/** Compose's interpolation: `$X ${X} ${X:-default} ${X-default} ${X:?error} ${X?error} ${X:+other}`, `$$` for a dollar. */
export function interpolate(text: string, values: Readonly<Record<string, string>>, onMissing: (missing: MissingVariable) => void): string {
  return text.replaceAll(/\$\$|\$([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)(?:(:?[-?+])((?:[^{}]|\$\{[^{}]*\})*))?\}/g, (whole, bare?: string, braced?: string, operator?: string, word = '') => {
    if (whole === '$$') return '$';
    const name = bare ?? braced ?? '';
    const value = values[name];
    const isSet = value !== undefined && (operator?.startsWith(':') !== true || value !== '');
    switch (operator?.at(-1)) {
      case '-':
        return isSet ? value : interpolate(word, values, onMissing);
      case '+':
        return isSet ? interpolate(word, values, onMissing) : '';
      case '?':
        if (!isSet) onMissing({ name, message: word });
        return value ?? '';
      default:
        return value ?? '';
    }
  });
}

/** Applies it to every text of a value. */
export function interpolateAll(value: unknown, path: readonly (string | number)[], replace: (text: string, path: readonly (string | number)[]) => string): unknown {
  if (typeof value === 'string') return replace(value, path);
  if (Array.isArray(value)) return value.map((member, index) => interpolateAll(member, [...path, index], replace));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, interpolateAll(member, [...path, key], replace)]));
}

/** `NAME=value` lines of an env file: comments, `export`, quotes. */
export function readEnvFile(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split('\n').flatMap(line => {
    const match = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match === null || line.trimStart().startsWith('#')) return [];
    const [, name = '', raw = ''] = match;
    const quoted = /^(["'])(.*)\1$/s.exec(raw);
    return [[name, quoted ? (quoted[2] ?? '') : raw.replace(/\s+#.*$/, '')] as const];
  }));
}
