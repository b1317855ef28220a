import { withRelease, type Release } from '../../model/release.ts';
import type { Layout } from '../../model/stack.ts';
import { Unsupported } from '../../support/harness-error.ts';
import type { DeployControl } from '../engine.ts';
import type { HarmedFiles } from '../harmed-files.ts';
import { shellLine } from '../shell-line.ts';
import { onOwnClock } from './own-clock.ts';
import { serviceEnvironment, type PreparedService } from './sandbox-spec.ts';
import type { Supervisor } from './supervisor.ts';

const releases = new WeakMap<PreparedService, Release>();

export function deployControl(
  part: PreparedService,
  { supervisor, layout, harmed }: { readonly supervisor: Supervisor; readonly layout: Layout; readonly harmed: HarmedFiles },
): DeployControl {
  const unit = part.service.name;
  const stopped = async (release: Release | undefined): Promise<void> => {
    if (release === undefined) releases.delete(part);
    else releases.set(part, release);
    const command = release?.command;
    await supervisor.call('unitStop', { unit });
    await supervisor.call('unitDeploy', {
      unit,
      argv: command === undefined ? part.prepared.argv : onOwnClock(part.service, ['sh', '-c', shellLine(command)]),
      environment: environmentOf(part),
    });
  };
  return {
    async with(release) {
      await stopped(release);
      await supervisor.call('unitStart', { unit });
    },
    async renew({ unnamedVolumes }) {
      if (layout === 'host')
        throw new Unsupported(`a new container of ${unit}: in layout host the embedded engine has one file system for all services`);
      harmed.refuseRenewal();
      await stopped(undefined);
      await supervisor.call('unitRenew', { unit });
      const data = unnamedData(part);
      if (data !== undefined && unnamedVolumes === 'lost') await supervisor.call('volumeEmpty', { cell: unit, path: data });
    },
    deployed: () => releases.get(part),
  };
}

/** Where a server keeps data for which the stack names no volume. */
function unnamedData({ service, prepared: { dataFolder } }: PreparedService): string | undefined {
  const isNamed = service.mounts.some(({ target }) => dataFolder === target || dataFolder?.startsWith(`${target.replace(/\/$/, '')}/`));
  return isNamed ? undefined : dataFolder;
}

/** What a service's processes, health checks and `exec` see now. */
export function environmentOf(part: PreparedService): Readonly<Record<string, string>> {
  return withRelease(serviceEnvironment(part), releases.get(part));
}
