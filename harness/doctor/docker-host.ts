import type { Check } from './check.ts';
import { findDocker, type FoundDocker } from './docker/find-docker.ts';
import { contextHost } from './docker/hosts.ts';

export const dockerHost: Check = {
  kind: 'docker-host',
  title: 'Docker host',
  engine: 'containers',
  async look() {
    const { failed, host } = await findDocker();
    const tried = failed.map(({ address, from, because }) => `${address} (${from}): ${because}`);
    const context = contextHost();
    const elsewhere = context === undefined || context.address === host?.address ? undefined : context;
    if (host !== undefined)
      return {
        state: 'ok',
        found: [`${host.address} (${host.from})`, ...tried.map(one => `not ${one}`)].join('; '),
        ...(elsewhere === undefined
          ? {}
          : { todo: `That is not where ${elsewhere.from} goes: to use that one, set DOCKER_HOST=${elsewhere.address}.` }),
      };
    return {
      state: 'absent',
      found: tried.length === 0 ? 'none: no DOCKER_HOST, no /var/run/docker.sock, no socket of your own' : tried.join('; '),
      todo: `Only the engine containers needs it: ${elsewhere === undefined ? remedy(failed) : `set DOCKER_HOST=${elsewhere.address}, as ${elsewhere.from} says`}.`,
    };
  },
};

function remedy(failed: FoundDocker['failed']): string {
  const [first] = failed;
  if (first === undefined) return 'install Docker and start it, or name a host in DOCKER_HOST';
  if (first.code === 'EACCES') return 'become a member of the group that owns the socket (`usermod -aG docker`, then log in again)';
  if (first.from === 'the usual socket') return 'start Docker (`systemctl start docker`)';
  return `start Docker there, or change ${first.from}`;
}
