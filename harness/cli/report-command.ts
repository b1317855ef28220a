import { join, relative, resolve } from 'node:path';
import type { EvidenceFolder } from '../evidence/folder.ts';
import type { ScenarioRun } from '../model/run.ts';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { readArguments, usageError } from './read-arguments.ts';

const options = {
  out: { type: 'string', value: '<dir>', about: 'where to write what is rendered (needed to merge the folders of shards)' },
  json: { type: 'boolean', about: 'print report.json instead of the text' },
} as const;

export const command: Command = {
  name: 'report',
  about: 'render the report of a drill again, from its journals, or one report over the shards of a drill',
  usage: 'report <evidence…> [--out <dir>] [--json]',
  examples: [
    'drillbook report .drillbook/runs/20261121T030000Z-1a2b3c',
    'drillbook report shards/1 shards/2 shards/3 --out merged',
    'drillbook report kept/20261121T030000Z-1a2b3c --out again',
  ],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    const [folder] = positionals;
    if (folder === undefined)
      throw usageError(
        'unexpected 0 folders, expected one, or those of all shards',
        'Name the folder that a drill left below .drillbook/runs.',
      );
    if (positionals.length > 1 && values.out === undefined)
      throw usageError(
        `unexpected ${positionals.length} folders without --out, expected one folder or where to merge them`,
        'Name a new folder with --out: the shards themselves stay as they are.',
      );
    const out = values.out === undefined ? undefined : resolve(io.cwd, values.out);
    const { report, json, htmlFile } = await render(
      positionals.map(one => resolve(io.cwd, one)),
      out,
      io,
    );
    const { showReport } = await import('../reports/terminal.ts');
    io.stdout.write(
      values.json === true
        ? json
        : showReport(report, {
            color: io.stdout.isTTY === true && io.env['NO_COLOR'] === undefined,
            width: io.stdout.columns ?? 100,
            reportFile: relative(io.cwd, htmlFile),
          }),
    );
    return exitCodes.ok;
  },
};

/** What is sealed is only read. What is not is rendered in its place, as the drill would have done, unless another one is named. */
async function render(
  folders: readonly string[],
  out: string | undefined,
  io: CommandIo,
): Promise<ReturnType<(typeof import('./write-report.ts'))['writeReport']>> {
  const [{ openEvidenceFolder, writeEvidence }, { readRuns }, { isSealed }, { renderReport, writeReport }] = await Promise.all([
    import('../evidence/folder.ts'),
    import('../evidence/read-runs.ts'),
    import('../evidence/seal.ts'),
    import('./write-report.ts'),
  ]);
  const [folder = ''] = folders;
  if (folders.length > 1) {
    const merged = await mergeShards(folders, out ?? '', io);
    const runs = readRuns(merged);
    tellMissing(merged, runs, io);
    return writeReport(merged, runs);
  }
  const evidence = openEvidenceFolder(folder);
  const runs = readRuns(evidence);
  tellMissing(evidence, runs, io);
  if (out === undefined && !isSealed(folder)) return writeReport(evidence, runs);
  const { report, files } = renderReport(evidence, runs);
  if (out !== undefined && (isSealed(out) || (isSealed(folder) && !relative(folder, out).startsWith('..'))))
    throw usageError('unexpected --out in sealed evidence, expected another folder', 'What is sealed does not change any more.');
  if (out !== undefined) for (const [name, text] of files) writeEvidence(out, name, text);
  return { report, json: files.get('report.json') ?? '', htmlFile: join(out ?? folder, 'report.html') };
}

/** A run that was killed may have scenarios that no journal tells of: they must not just be absent. */
function tellMissing(evidence: EvidenceFolder, runs: readonly ScenarioRun[], io: CommandIo): void {
  for (const { id } of evidence.header.scenarios)
    if (!runs.some(({ facts }) => facts.scenario === id))
      io.stderr.write(`drillbook: ${id} is not in the report: the run ended before it left a journal\n`);
}

async function mergeShards(folders: readonly string[], out: string, io: CommandIo): Promise<EvidenceFolder> {
  const { mergeEvidence } = await import('../evidence/merge.ts');
  const merged = mergeEvidence(folders, out);
  for (const { current, manifest } of merged.header.shards ?? [])
    if (manifest === undefined)
      io.stderr.write(`drillbook: shard ${current} was never sealed: nothing tells whether its files have changed since\n`);
  return merged;
}
