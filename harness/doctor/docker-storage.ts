import type { Check } from './check.ts';
import { askDocker } from './docker/ask.ts';
import { findDocker } from './docker/find-docker.ts';

export const dockerStorage: Check = {
  kind: 'docker-storage',
  title: 'image storage',
  engine: 'containers',
  async look() {
    const { host } = await findDocker();
    if (host === undefined) return undefined;
    const { Driver } = await askDocker<{ readonly Driver: string }>(host.address, '/info');
    if (Driver !== 'vfs') return { state: 'ok', found: Driver };
    return {
      state: 'absent',
      found: `${Driver}: each container copies its whole image`,
      todo: 'It works, but slowly and with much disk: choose overlay2 in /etc/docker/daemon.json.',
    };
  },
};
