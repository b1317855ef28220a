import { attempt } from './attempt.ts';
import type { Check } from './check.ts';

const inner = ['unshare', '-Urmnpiu', '-f', '--mount-proc', 'true'];

export const nestedNamespaces: Check = {
  kind: 'nested-namespaces',
  title: 'nested namespaces',
  engine: 'processes',
  async look() {
    const outer = process.getuid?.() === 0 ? ['-m', 'setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'] : ['-Urm'];
    const tried = await attempt('unshare', [...outer, ...inner]);
    if (tried.ok) return { state: 'ok', found: 'a user namespace within the first, with a /proc of its own' };
    return {
      state: 'missing',
      found: `denied: ${tried.said}`,
      todo: 'Where the first namespace is allowed, a masked /proc is the usual reason: in a container, start it with `--security-opt systempaths=unconfined`.',
    };
  },
};
