import { resolve } from 'node:path';
import type { Runbook } from '../../model/runbook.ts';
import type { Stack } from '../../model/stack.ts';
import { overlayText } from '../../proposing/overlay-text.ts';
import { runOfService } from '../../proposing/run-of-service.ts';
import { unitsNamed } from '../../proposing/units-named.ts';
import { serviceFilesOf } from './app-sources.ts';
import { schemaFolder } from './schema-folder.ts';

export interface OverlayFor {
  /** Where it is, or will be. */
  readonly file: string;
  readonly runbooks: readonly Runbook[];
  /** Volumes that are to be filled. */
  readonly sized: readonly string[];
}

/** What drillbook must know of a stack beside its Compose files, with the little that must be read for it. */
export function proposeOverlay(stack: Stack, { file, runbooks, sized }: OverlayFor): string | undefined {
  const files = stack.files.map(one => resolve(one));
  return overlayText(stack, {
    file: resolve(file),
    schemas: schemaFolder(resolve(file), process.cwd()),
    runs: new Map(
      stack.services
        .filter(({ run }) => run === undefined)
        .map(service => [service, runOfService(service, serviceFilesOf(service, files))] as const),
    ),
    units: unitsNamed(runbooks, stack),
    sized,
  });
}
