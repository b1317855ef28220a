import { DaemonError } from '../docker/daemon-error.ts';
import type { ComposeCall } from './compose-call.ts';

/** Does something to a container and says so on standard error, as Compose does without a terminal. */
export async function told(
  asked: ComposeCall,
  { name }: { readonly name: string },
  [before, after]: readonly [before: string | undefined, after: string],
  deed: () => Promise<void>,
): Promise<void> {
  if (before !== undefined) await say(asked, name, before);
  try {
    await deed();
  } catch (thrown) {
    if (thrown instanceof DaemonError && before !== undefined) await say(asked, name, 'Error');
    throw thrown;
  }
  await say(asked, name, after);
}

export async function say({ call }: ComposeCall, container: string, what: string): Promise<void> {
  await call.write('stderr', ` Container ${container}  ${what}\n`);
}

/** The same of what is no container: `Network`, `Volume`. */
export async function sayOf({ call }: ComposeCall, kind: string, name: string, what: string): Promise<void> {
  await call.write('stderr', ` ${kind} ${name}  ${what}\n`);
}
