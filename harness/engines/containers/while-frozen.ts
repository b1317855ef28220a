import { unlessGone, type Container } from './runtime.ts';

/** Does work on a container that has just started before its processes have come far. One that has ended meanwhile needs none. */
export async function whileFrozen(container: Container, work: () => Promise<void>): Promise<void> {
  // 409: it does not run (any more). 500: a busy machine may fail to freeze it; then its processes come a little farther.
  await unlessGone(container.pause(), [409, 500]);
  try {
    await work();
  } catch (thrown) {
    if ((await container.inspect()).State.Running) throw thrown;
  } finally {
    await unlessGone(container.unpause(), [409, 500]);
  }
}
