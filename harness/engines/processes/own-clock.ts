import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service } from '../../model/stack.ts';
import { digestOf } from '../../support/digest.ts';
import { Unsupported } from '../../support/harness-error.ts';
import type { ClockControl } from '../engine.ts';
import { clockEnvironment, clockFolder, clockLibrary, clockText, packagedLibrary, withoutSemaphore } from '../own-clock.ts';
import { cacheFolder } from './cache-folder.ts';
import type { Prepared } from './runners/runner.ts';
import type { Supervisor } from './supervisor.ts';

const bindName = 'own-clock';

/** A service that is started with the library which gives it the time; the others as they are. */
export async function withOwnClock(service: Service, prepared: Prepared, layer: string): Promise<Prepared> {
  if (service.ownClock !== true) return prepared;
  return {
    ...prepared,
    argv: onOwnClock(service, prepared.argv),
    files: [...prepared.files, { path: fileOf(service), text: clockText(0), mode: 0o644 }],
    mounts: [...prepared.mounts, { kind: 'inside', source: `/in/${bindName}`, target: clockLibrary }],
    binds: { ...prepared.binds, [bindName]: await libraryOf(layer) },
  };
}

/** A command that sees the service's time. The variables are not the unit's own: what enters the cell for it has the machine's time. */
export function onOwnClock(service: Service, argv: readonly string[]): readonly string[] {
  if (service.ownClock !== true) return argv;
  const words = { ...clockEnvironment(fileOf(service)), LD_PRELOAD: clockLibrary };
  return ['/usr/bin/env', ...Object.entries(words).map(([name, value]) => `${name}=${value}`), ...argv];
}

export function ownClock(service: Service, cell: string, supervisor: Supervisor): ClockControl {
  let shiftedBy = 0;
  return {
    async shift(ms) {
      await supervisor.call('fileWrite', { cell, path: fileOf(service), content: new TextEncoder().encode(clockText(ms)) });
      shiftedBy = ms;
    },
    shiftedBy: async () => shiftedBy,
  };
}

/** Of its own also where all services share one root. */
function fileOf(service: Service): string {
  return `${clockFolder}/${service.name}`;
}

async function libraryOf(layer: string): Promise<string> {
  const packaged = await readFile(join(layer, packagedLibrary(process.arch))).catch(() => undefined);
  if (packaged === undefined) throw new Unsupported('a clock of a service’s own: libfaketime is not among the packages of this machine');
  const content = withoutSemaphore(packaged);
  const kept = join(cacheFolder(), `own-clock-${digestOf(content).slice(7, 23)}.so`);
  if (
    await readFile(kept).then(
      known => known.equals(content),
      () => false,
    )
  )
    return kept;
  const part = `${kept}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await mkdir(cacheFolder(), { recursive: true });
  await writeFile(part, content);
  await rename(part, kept);
  return kept;
}
