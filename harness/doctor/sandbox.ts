import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engines } from '../engines/index.ts';
import { findLayer } from '../engines/processes/package-layer.ts';
import type { Stack } from '../model/stack.ts';
import { HarnessError, messageOf } from '../support/harness-error.ts';
import type { Check } from './check.ts';

/** The proof of all checks above: a stack without services is started, asked something and taken away. */
export const sandbox: Check = {
  kind: 'sandbox',
  title: 'a sandbox',
  engine: 'processes',
  async look() {
    const engine = engines.find('processes');
    if (engine === undefined) return { state: 'absent', found: 'this build has no embedded engine' };
    if ((await findLayer()) === undefined)
      return {
        state: 'later',
        found: 'not tried: it needs the real tools',
        todo: 'Run `drillbook setup` and then `drillbook doctor` again.',
      };
    const folder = await mkdtemp(join(tmpdir(), 'drillbook-doctor-'));
    const began = performance.now();
    try {
      await using running = await engine.start(emptyStack(folder), {
        provisionMs: 10_000,
        standIns: [],
        onStandIn: async () => 125,
        signal: AbortSignal.timeout(15_000),
      });
      const { status, stdout, stderr } = await running.bastion.exec(['bash', '-c', 'echo "$BASH_VERSION"']);
      if (status !== 0)
        return {
          state: 'missing',
          found: `its shell failed: ${stderr.trim()}`,
          todo: 'Remove the cache folder and run `drillbook setup` again.',
        };
      return { state: 'ok', found: `started in ${Math.round(performance.now() - began)} ms, with bash ${stdout.trim()}` };
    } catch (thrown) {
      return {
        state: 'missing',
        found: messageOf(thrown),
        todo:
          thrown instanceof HarnessError && !thrown.hint.includes('doctor')
            ? thrown.hint
            : 'Mend what is missing above; when nothing is, please report this line.',
      };
    } finally {
      await rmdir(folder).catch(() => {});
    }
  },
};

function emptyStack(folder: string): Stack {
  return {
    name: 'doctor',
    files: [],
    folder,
    digest: '',
    layout: 'network',
    differs: [],
    services: [],
    volumes: [],
    harmless: [],
    networks: [{ name: 'default', internal: false }],
    bastion: { workdir: '/tmp', copy: {}, path: [], packages: [], hosts: {}, environment: {} },
  };
}
