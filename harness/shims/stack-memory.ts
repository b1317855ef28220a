import type { RunningStack } from '../engines/engine.ts';

/**
 * What a tool's own daemon would remember between two calls (pm2's counts, systemd's `reset-failed`), one
 * set per stack. It goes when the stack goes.
 */
export function stackMemory<T extends object>(make: () => T): (stack: RunningStack) => T {
  const memories = new WeakMap<RunningStack, T>();
  return stack => {
    const known = memories.get(stack) ?? make();
    memories.set(stack, known);
    return known;
  };
}
