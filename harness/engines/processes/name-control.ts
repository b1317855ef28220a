import type { ExecResult, NameControl } from '../engine.ts';
import type { Supervisor } from './supervisor.ts';

/** Node is in every cell, and asks as its programs do. */
const askNode = `require('dns').lookup(process.argv[1], { all: true, family: 4 }, (error, found) => console.log(JSON.stringify(error ? { addresses: [], code: error.code } : { addresses: found.map(one => one.address) })))`;
const lookupMs = 15_000;

/** What the programs of a cell find for a name. */
export function nameControl(supervisor: Supervisor, cell: string): NameControl {
  let failing = false;
  const harmed = new Map<string, 'none' | 'nobody'>();
  const tell = (): Promise<void> => supervisor.call('namesSet', { cell, answers: Object.fromEntries(harmed), failing });
  const ask = (argv: readonly string[]): Promise<ExecResult> =>
    supervisor.call('exec', { cell, argv, environment: { PATH: '/usr/local/bin:/usr/bin' }, cwd: '/', timeoutMs: lookupMs });
  return {
    async override(name, answer) {
      harmed.set(name, answer);
      await tell();
    },
    async restore(name) {
      if (name === undefined) harmed.clear();
      else harmed.delete(name);
      await tell();
    },
    async fail() {
      failing = true;
      await tell();
    },
    async unfail() {
      failing = false;
      await tell();
    },
    async lookup(name) {
      // The quick way, which does not tell why it finds nothing.
      const found = await ask(['getent', 'ahostsv4', name]);
      const addresses = [...new Set([...found.stdout.matchAll(/^(\S+)/gm)].map(([address]) => address))];
      if (found.status === 0 && addresses.length > 0) return { addresses };
      const { status, stdout, stderr } = await ask(['node', '-e', askNode, name]);
      if (status !== 0) throw new Error(`the name ${name} could not be looked up: ${stderr.trim().split('\n')[0] ?? `status ${status}`}`);
      return JSON.parse(stdout) as { addresses: string[]; code?: string };
    },
  };
}
