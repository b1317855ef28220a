import type { ShimDefinition } from '../../shims/shim.ts';
import { HarnessError, Unsupported } from '../../support/harness-error.ts';
import type { ShimPlugin } from './define.ts';
import { badKind, badMembers } from './members.ts';

/** What stand-ins and steps are themselves carried out with. */
const reserved = ['bash', 'cat', 'env', 'node', 'sh', 'socat'];

/** A plugin's stand-in as the drill knows them, or what is wrong with it. */
export function adaptShim(value: object, file: string): ShimDefinition | readonly string[] {
  const plugin = value as ShimPlugin;
  const wrong = [
    ...badKind(plugin.kind, /^[A-Za-z0-9][\w.-]*$/, reserved),
    ...badMembers(plugin, ['kind', 'follows', 'run'], { text: ['follows'], functions: ['run'], optional: [] }),
  ];
  if (wrong.length > 0) return wrong;
  const { kind } = plugin;
  return {
    kind,
    follows: plugin.follows,
    async run(call, stack) {
      const status: unknown = await plugin.run(call, stack, what => {
        throw new Unsupported(what);
      });
      if (typeof status === 'number' && Number.isInteger(status) && status >= 0 && status <= 255) return status;
      throw new HarnessError(
        'plugin',
        `${file}: ${kind}: unexpected result ${String(status)} of run, expected an exit status from 0 to 255`,
        'Mend the plugin.',
      );
    },
  };
}
