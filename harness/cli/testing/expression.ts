/** What `${{ }}` may name: `github`, `inputs`, `needs` … */
export type Contexts = Readonly<Record<string, unknown>>;

/** How the steps before ended, for `always()`, `failure()` and the like. */
export interface Ended {
  readonly failed: boolean;
}

/**
 * Replaces each `${{ }}` of a workflow as GitHub does, for the part of its language that our workflows use: names, text, numbers, `!`,
 * `==`, `!=`, `&&`, `||`, brackets, and the functions below. Throws for anything else: a test must not pass by a misread.
 */
export function interpolate(text: string, contexts: Contexts, ended: Ended = { failed: false }): string {
  return text.replaceAll(/\$\{\{([^]*?)\}\}/g, (_, expression: string) => shown(evaluate(expression, contexts, ended)));
}

/** The value of one expression. */
export function evaluate(expression: string, contexts: Contexts, { failed }: Ended = { failed: false }): unknown {
  const tokens = [...expression.matchAll(/\s*('(?:[^']|'')*'|&&|\|\||[!=]=|[!(),]|-?\d+(?:\.\d+)?|[A-Za-z_][\w.-]*)|\s*(\S)/g)].map(
    ([, token, stray]) => {
      if (stray !== undefined) throw new Error(`unexpected ${stray} in \${{ ${expression} }}`);
      return token ?? '';
    },
  );
  let at = 0;
  const next = (): string => tokens[at++] ?? '';
  const take = (token: string): boolean => tokens[at] === token && at++ >= 0;
  const functions: Readonly<Record<string, (...given: readonly unknown[]) => unknown>> = {
    always: () => true,
    success: () => !failed,
    failure: () => failed,
    cancelled: () => false,
    format: (text, ...values) => String(text).replaceAll(/\{(\d)\}/g, (_, index: string) => shown(values[Number(index)])),
    toJSON: value => JSON.stringify(value, undefined, 2),
    fromJSON: value => JSON.parse(String(value)) as unknown,
  };
  const value = (): unknown => {
    const token = next();
    if (token === '!') return !truthy(value());
    if (token === '(') {
      const inner = or();
      if (!take(')')) throw new Error(`unexpected end of \${{ ${expression} }}, expected )`);
      return inner;
    }
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (/^-?\d/.test(token)) return Number(token);
    if (['true', 'false', 'null'].includes(token)) return JSON.parse(token) as unknown;
    if (take('(')) {
      const given: unknown[] = [];
      while (!take(')')) {
        given.push(or());
        take(',');
      }
      const called = functions[token];
      if (called === undefined) throw new Error(`unexpected function ${token} in \${{ ${expression} }}`);
      return called(...given);
    }
    return named(token, contexts);
  };
  const equal = (): unknown => {
    const left = value();
    if (take('==')) return same(left, value());
    if (take('!=')) return !same(left, value());
    return left;
  };
  const and = (): unknown => {
    let left = equal();
    while (take('&&')) {
      const right = equal();
      left = truthy(left) ? right : left;
    }
    return left;
  };
  const or = (): unknown => {
    let left = and();
    while (take('||')) {
      const right = and();
      left = truthy(left) ? left : right;
    }
    return left;
  };
  const result = or();
  if (at < tokens.length) throw new Error(`unexpected ${tokens[at] ?? ''} in \${{ ${expression} }}`);
  return result;
}

/** What is not there is null; that a whole context is not there is a mistake. */
function named(path: string, contexts: Contexts): unknown {
  const [context = '', ...members] = path.split('.');
  if (!Object.hasOwn(contexts, context))
    throw new Error(`unexpected context ${context}, expected one of ${Object.keys(contexts).join(', ')}`);
  let value = contexts[context];
  for (const member of members)
    value = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[member] : undefined;
  return value ?? null;
}

export function truthy(value: unknown): boolean {
  return !(value === null || value === undefined || value === false || value === 0 || value === '');
}

/** Of two kinds both are taken for numbers, and text is compared without regard to case. */
function same(left: unknown, right: unknown): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left.toLowerCase() === right.toLowerCase();
  if (typeof left === typeof right) return left === right;
  return numberOf(left) === numberOf(right);
}

function numberOf(value: unknown): number {
  return value === null ? 0 : typeof value === 'string' ? (value === '' ? 0 : Number(value)) : Number(value);
}

function shown(value: unknown): string {
  return value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}
