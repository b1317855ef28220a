import { readFile } from 'node:fs/promises';
import { attempt } from './attempt.ts';
import type { Check } from './check.ts';

export const namespaces: Check = {
  kind: 'namespaces',
  title: 'namespaces',
  engine: 'processes',
  async look() {
    // Root inside a container may still unshare mounts where user namespaces are denied, and needs both.
    const tried = await attempt('unshare', ['-Urmnpiu', '-f', 'true']);
    if (tried.ok) return { state: 'ok', found: 'user, mount, network, PID, IPC and UTS namespaces can be made' };
    return { state: 'missing', found: `denied: ${tried.said}`, todo: await remedy() };
  },
};

/** The switch that is off, where it can be seen; else all that are known. */
async function remedy(): Promise<string> {
  const setting = async (name: string): Promise<string> => (await readFile(`/proc/sys/${name}`, 'utf8').catch(() => '')).trim();
  if ((await setting('kernel/unprivileged_userns_clone')) === '0') return 'Run `sysctl kernel.unprivileged_userns_clone=1` as root.';
  if ((await setting('kernel/apparmor_restrict_unprivileged_userns')) === '1')
    return 'Run `sysctl kernel.apparmor_restrict_unprivileged_userns=0` as root (Ubuntu 23.10 and later).';
  if ((await setting('user/max_user_namespaces')) === '0') return 'Run `sysctl user.max_user_namespaces=15000` as root.';
  return 'In a container, start it with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined`; elsewhere ask for user namespaces to be allowed.';
}
