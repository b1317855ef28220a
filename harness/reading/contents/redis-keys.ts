import type { Stack } from '../../model/stack.ts';
import type { SourceFile } from './source-files.ts';

const notKeys = /^(?:node|https?|wss?|rediss?|unix|file|npm|urn|data|mailto|postgres(?:ql)?|mysql|amqp|tcp|std|x-)\b|:\d+$|::/i;

/** Keys that a stack's sources name plainly where they speak of Redis; undefined where they name none. */
export function redisKeys({ services, bastion }: Stack, files: readonly SourceFile[]): readonly string[] | undefined {
  if (!services.some(({ image, run }) => /(?:^|\/)(?:redis|valkey)(?:[:@]|$)/.test(image ?? '') || /^redis\b/.test(run?.command ?? '')))
    return undefined;
  const environments = [bastion, ...services].map(({ environment }) => environment);
  const keys = new Set<string>();
  for (const { path, text } of files) {
    if (!/redis|valkey/i.test(text) || /\.(?:ya?ml|conf|json|toml|env)$/.test(path)) continue;
    for (const [, key = ''] of text.matchAll(/['"`]([A-Za-z][\w-]*(?::[\w-]+)+)['"`]/g)) if (!notKeys.test(key)) keys.add(key);
    // `env.JOBS_LIST ?? 'jobs'`: what the stack sets instead is one, too.
    for (const [, variable = '', key = ''] of text.matchAll(
      /\benv\w*(?:\.|\[['"]|\(['"])(\w+)['"\])]*\s*(?:\?\?|\|\||,|or)\s*['"`]([\w:.-]+)['"`]/gi,
    )) {
      const set = environments.flatMap(environment => environment[variable] ?? []);
      if (keys.has(key)) for (const one of set) keys.add(one);
    }
  }
  return keys.size === 0 ? undefined : [...keys];
}
