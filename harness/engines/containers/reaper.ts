import { messageOf } from '../../support/harness-error.ts';
import { getReaper, LABEL_TESTCONTAINERS_SESSION_ID, type Runtime } from './runtime.ts';

export interface Reaped {
  readonly on: boolean;
  /** Labels by which Testcontainers' reaper (Ryuk) knows what to take away when this process is gone. */
  readonly labels: Readonly<Record<string, string>>;
  /** Why it is off. */
  readonly because?: string;
}

let known: Promise<Reaped> | undefined;

/**
 * Testcontainers' reaper is on unless it was switched off (`TESTCONTAINERS_RYUK_DISABLED=true`) or its
 * image cannot be had; then our own watchdog stands alone.
 */
export function reaped(runtime: Runtime): Promise<Reaped> {
  known ??= start(runtime);
  return known;
}

async function start(runtime: Runtime): Promise<Reaped> {
  if (process.env['TESTCONTAINERS_RYUK_DISABLED'] === 'true') return { on: false, labels: {}, because: 'it is switched off' };
  try {
    const { sessionId } = await getReaper(runtime);
    return { on: true, labels: { [LABEL_TESTCONTAINERS_SESSION_ID]: sessionId } };
  } catch (thrown) {
    return { on: false, labels: {}, because: messageOf(thrown).trim() };
  }
}
