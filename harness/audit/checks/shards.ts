import { shardFolder } from '../../evidence/folder.ts';
import { counted, failed } from '../audit-result.ts';
import type { Answer } from '../audit-result.ts';
import type { AuditCheck } from './check.ts';

/** The parts of a run that was divided, each with a seal of its own: audited like any run, and by their digests the very ones that were put together. */
export const shards: AuditCheck = {
  name: 'shards',
  run({ header, audit }) {
    const parts = header.shards;
    if (parts === undefined) return [];
    if (audit === undefined) return [failed('unexpected shards inside of a shard, expected one run')];
    const told = parts.flatMap(({ current, run, manifest }): readonly Answer[] => {
      const folder = shardFolder(current);
      const inner = audit(folder);
      return [
        ...(inner.run === run ? [] : [failed(`unexpected run ${inner.run}, expected ${run} as in run.json`, folder)]),
        ...(inner.manifest === (manifest ?? '')
          ? []
          : [failed('its manifest is not the one that was put together', `${folder}/manifest.json`)]),
        ...inner.results
          .filter(({ state }) => state !== 'ok')
          .map(({ check, state, what, place }): Answer => ({
            state,
            what: `${check}: ${what}`,
            place: place === undefined ? folder : `${folder}/${place}`,
          })),
      ];
    });
    return [
      ...told,
      ...(told.every(({ state }) => state === 'not-checked')
        ? [{ state: 'ok', what: `${counted(parts.length, 'shard')} audited like runs of their own` } as const]
        : []),
    ];
  },
};
