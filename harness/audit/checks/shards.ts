import { join } from 'node:path';
import { openEvidenceFolder, shardFolder } from '../../evidence/folder.ts';
import type { RunHeader } from '../../evidence/folder.ts';
import { mergedHeader } from '../../evidence/merge.ts';
import { canonicalJson } from '../../support/canonical-json.ts';
import { HarnessError } from '../../support/harness-error.ts';
import { counted, failed } from '../audit-result.ts';
import type { Answer } from '../audit-result.ts';
import type { AuditContext } from '../context.ts';
import { headerProblem } from '../run-header.ts';
import type { AuditCheck } from './check.ts';

/** The parts of a run that was divided, each with a seal of its own: audited like any run, and by their digests the very ones that were put together. */
export const shards: AuditCheck = {
  name: 'shards',
  run(context) {
    const { header, audit } = context;
    const parts = header.shards;
    if (parts === undefined) return [];
    if (audit === undefined) return [failed('unexpected shards inside of a shard, expected one run')];
    const told = parts.flatMap(({ current, run, manifest }): Answer[] => {
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
    told.push(...headerTold(context));
    return [
      ...told,
      ...(told.every(({ state }) => state === 'not-checked')
        ? [{ state: 'ok', what: `${counted(parts.length, 'shard')} audited like runs of their own` } as const]
        : []),
    ];
  },
};

/** Whether the header of the whole is what its parts give: all of them are there, and nothing is said that they do not say. */
function headerTold({ folder, header, text }: AuditContext): readonly Answer[] {
  const parts = (header.shards ?? []).map(({ current }) => shardFolder(current));
  for (const part of parts) {
    const wrong = headerProblem(text(`${part}/run.json`));
    if (wrong !== undefined) return [failed(wrong, part)];
  }
  const opened = parts.map(part => openEvidenceFolder(join(folder, part)));
  const moved = opened.findIndex((part, index) => part.header.shard?.current !== header.shards?.[index]?.current);
  if (moved !== -1) return [failed('its own header has another number', parts[moved])];
  let derived: RunHeader;
  try {
    derived = mergedHeader(opened);
  } catch (thrown) {
    if (thrown instanceof HarnessError && thrown.code === 'not-one-run')
      return [failed(thrown.message.replaceAll(join(folder, '/'), ''), 'run.json')];
    throw thrown;
  }
  if (canonicalJson(derived) === canonicalJson(header)) return [];
  const [one, two] = [header, derived] as unknown as readonly [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>];
  const name = [...new Set([...Object.keys(one), ...Object.keys(two)])].find(
    key => canonicalJson(one[key] ?? null) !== canonicalJson(two[key] ?? null),
  );
  return [failed(`its ${name ?? 'form'} is not what its parts give`, 'run.json')];
}
