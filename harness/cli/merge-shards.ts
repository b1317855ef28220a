import { mergeEvidence } from '../evidence/merge.ts';
import { readTeam } from '../evidence/team.ts';
import { readRuns } from '../evidence/read-runs.ts';
import type { Signer } from '../evidence/keys.ts';
import type { CommandIo } from './command.ts';
import { sealRun } from './drill/seal-run.ts';
import { tellMissing } from './tell-missing.ts';
import { writeReport } from './write-report.ts';

/**
 * Puts the evidence of a run's shards into `out`, with one report over all, and seals that. Where a shard was never sealed (it was
 * killed) the whole is not sealed either: a manifest is the sign of a run that came to its end.
 */
export function mergeShards(
  folders: readonly string[],
  { out, io, signer }: { readonly out: string; readonly io: CommandIo; readonly signer: Signer | undefined },
): { readonly rendered: ReturnType<typeof writeReport>; readonly sealed: boolean } {
  const merged = mergeEvidence(folders, out);
  const runs = readRuns(merged);
  tellMissing(merged, runs, io);
  const rendered = writeReport(merged, runs);
  const unsealed = (merged.header.shards ?? []).filter(({ manifest }) => manifest === undefined);
  for (const { current } of unsealed)
    io.stderr.write(
      `drillbook: shard ${current} was never sealed, so this is not either: nothing tells whether its files have changed since\n`,
    );
  if (unsealed.length > 0) return { rendered, sealed: false };
  // Values that were secret are known to the shards' machines alone: they have looked for them; what looks like one is looked for here.
  const previous = readTeam(merged)?.population?.previous;
  const sealed = sealRun(merged, runs, {
    io,
    secrets: [],
    ...(signer === undefined ? {} : { signer }),
    ...(previous === undefined ? {} : { previous }),
  });
  if (sealed !== undefined) {
    const by = sealed.keyid === undefined ? 'unsigned' : `signed by key ${sealed.keyid.slice(0, 16)}`;
    io.stderr.write(`drillbook: evidence sealed: manifest sha256 ${sealed.manifest}, ${by}\n`);
  }
  return { rendered, sealed: sealed !== undefined };
}
