import { withRelease, type Release } from '../../model/release.ts';
import type { DeployControl } from '../engine.ts';
import { shellLine } from '../shell-line.ts';
import { onOwnClock } from './own-clock.ts';
import { serviceEnvironment, type PreparedService } from './sandbox-spec.ts';
import type { Supervisor } from './supervisor.ts';

const releases = new WeakMap<PreparedService, Release>();

export function deployControl(part: PreparedService, supervisor: Supervisor): DeployControl {
  const unit = part.service.name;
  return {
    async with(release) {
      if (release === undefined) releases.delete(part);
      else releases.set(part, release);
      const command = release?.command;
      await supervisor.call('unitStop', { unit });
      await supervisor.call('unitDeploy', {
        unit,
        argv: command === undefined ? part.prepared.argv : onOwnClock(part.service, ['sh', '-c', shellLine(command)]),
        environment: environmentOf(part),
      });
      await supervisor.call('unitStart', { unit });
    },
    deployed: () => releases.get(part),
  };
}

/** What a service's processes, health checks and `exec` see now. */
export function environmentOf(part: PreparedService): Readonly<Record<string, string>> {
  return withRelease(serviceEnvironment(part), releases.get(part));
}
