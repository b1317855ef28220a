import { attempt } from './attempt.ts';
import type { Check } from './check.ts';

export const docker: Check = {
  kind: 'docker',
  title: 'Docker',
  async look() {
    const tried = await attempt('docker', ['version', '--format', '{{.Server.Version}}'], 3000);
    if (tried.ok) return { state: 'ok', found: `server ${tried.said} (no engine of drillbook uses it yet)` };
    return { state: 'absent', found: 'does not answer', todo: 'Not needed: stacks run on the embedded engine.' };
  },
};
