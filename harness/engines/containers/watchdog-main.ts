import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** Docker may be what failed: it gets some time to come back. */
const patienceMs = 10 * 60_000;
const pauseMs = 3000;

const alive = new Set<string>();
for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith('+')) alive.add(line.slice(1));
  else alive.delete(line.slice(1));
}
// Standard input has ended: the harness is gone. Loaded only now, for most of its life it only waits.
const since = performance.now();
while (alive.size > 0 && performance.now() - since < patienceMs) {
  const [{ runtime }, { removeStack }] = await Promise.all([import('./runtime.ts'), import('./sweep.ts')]);
  try {
    const { container } = await runtime();
    for (const id of alive) {
      await removeStack(container.dockerode, id);
      // What was being created when the harness ended may have appeared just now.
      await sleep(pauseMs);
      await removeStack(container.dockerode, id);
      alive.delete(id);
    }
  } catch {
    await sleep(pauseMs);
  }
}
process.exit(0);
