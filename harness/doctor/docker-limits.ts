import type { Check } from './check.ts';
import { askDocker } from './docker/ask.ts';
import { findDocker } from './docker/find-docker.ts';

/** `/info` of Docker's API, as far as it tells of control groups. */
interface DockerLimits {
  readonly CgroupVersion?: string;
  readonly CgroupDriver?: string;
  readonly MemoryLimit?: boolean;
  readonly SwapLimit?: boolean;
  readonly PidsLimit?: boolean;
}

export const dockerLimits: Check = {
  kind: 'docker-limits',
  title: 'limits',
  engine: 'containers',
  async look() {
    const { host } = await findDocker();
    if (host === undefined) return undefined;
    const { CgroupVersion = '1', CgroupDriver = 'none', ...limits } = await askDocker<DockerLimits>(host.address, '/info');
    const states = [
      ['memory', limits.MemoryLimit],
      ['swap', limits.SwapLimit],
      ['processes', limits.PidsLimit],
    ] as const;
    const can = states.flatMap(([name, on]) => (on === true ? [name] : []));
    const cannot = states.flatMap(([name, on]) => (on === true ? [] : [name]));
    const found = `cgroup version ${CgroupVersion} (${CgroupDriver}); can limit ${can.join(', ') || 'nothing'}${cannot.length === 0 ? '' : `, not ${cannot.join(', ')}`}`;
    if (limits.MemoryLimit === true && limits.PidsLimit === true) return { state: 'ok', found };
    return {
      state: 'absent',
      found,
      todo: 'Services run without the limits that their stack gives them: boot with `cgroup_enable=memory swapaccount=1`, or let systemd delegate the controllers to a rootless Docker.',
    };
  },
};
