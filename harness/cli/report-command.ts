import { dirname, join, relative, resolve } from 'node:path';
import { HarnessError } from '../support/harness-error.ts';
import { wantsColor } from '../reports/wants-color.ts';
import { exitCodes } from './command.ts';
import type { Command, CommandIo } from './command.ts';
import { readArguments, usageError } from './read-arguments.ts';

const options = {
  out: { type: 'string', value: '<dir>', about: 'where to write what is rendered (needed to merge the folders of shards)' },
  key: { type: 'string', value: '<file>', about: 'private key that signs merged evidence (default: DRILLBOOK_KEY; else it is unsigned)' },
  pdf: { type: 'string', value: '<file>', about: 'print the report as PDF, with a Chromium that is found or DRILLBOOK_CHROMIUM' },
  json: { type: 'boolean', about: 'print report.json instead of the text' },
} as const;

export const command: Command = {
  name: 'report',
  about: 'render the report of a drill again, from its journals, or one report over the shards of a drill',
  usage: 'report <evidence…> [--out <dir>] [--pdf <file>] [--json]',
  examples: [
    'drillbook report .drillbook/runs/20261121T030000Z-1a2b3c',
    'drillbook report shards/1 shards/2 shards/3 --out merged',
    'drillbook report kept/20261121T030000Z-1a2b3c --out again --pdf report.pdf',
  ],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    const folders = positionals.map(one => resolve(io.cwd, one));
    const [folder, ...more] = folders;
    const out = values.out === undefined ? undefined : resolve(io.cwd, values.out);
    if (folder === undefined)
      throw usageError(
        'unexpected 0 folders, expected one, or those of all shards',
        'Name the folder that a drill left below .drillbook/runs.',
      );
    if (more.length > 0 && out === undefined)
      throw usageError(
        `unexpected ${folders.length} folders without --out, expected one folder or where to merge them`,
        'Name a new folder with --out: the shards themselves stay as they are.',
      );
    // A run that was planned for one machine is put together like any other.
    const merges = more.length > 0 || (out !== undefined && (await isShard(folder)));
    if (!merges && values.key !== undefined)
      throw usageError(
        'unexpected --key for one folder, expected it only where shards are merged',
        'To add a statement use `drillbook sign`.',
      );
    const { report, json, htmlFile, kept } =
      merges && out !== undefined ? await merge(folders, out, values.key, io) : await render(folder, out, io);
    if (values.pdf !== undefined) await print(htmlFile, resolve(io.cwd, values.pdf), report.endedAt, io);
    if (merges) {
      const { writeCiOutputs } = await import('./ci-outputs.ts');
      // Shards said nothing: what they found is told once.
      writeCiOutputs(report, { io, document: values.json === true, evidence: relative(io.cwd, out ?? '') || '.', silent: !kept });
    }
    const { showReport } = await import('../reports/terminal.ts');
    io.stdout.write(
      values.json === true
        ? json
        : showReport(report, {
            color: wantsColor(io.stdout.isTTY === true, io.env),
            width: io.stdout.columns ?? 100,
            reportFile: relative(io.cwd, htmlFile),
          }),
    );
    return kept ? exitCodes.ok : exitCodes.inconclusive;
  },
};

async function isShard(folder: string): Promise<boolean> {
  const { openEvidenceFolder } = await import('../evidence/folder.ts');
  return openEvidenceFolder(folder).header.shard?.total === 1;
}

/** @throws {HarnessError} `no-browser` or `no-pdf`; `usage` where the file would be added to sealed evidence. */
async function print(htmlFile: string, pdfFile: string, endedAt: string, io: CommandIo): Promise<void> {
  const [{ findChromium }, { printPdf }, { isSealed }] = await Promise.all([
    import('../browser/find-chromium.ts'),
    import('../browser/print-pdf.ts'),
    import('../evidence/seal.ts'),
  ]);
  if (isSealed(dirname(pdfFile)))
    throw usageError(
      `unexpected --pdf ${relative(io.cwd, pdfFile)} in sealed evidence, expected a file beside it`,
      'What is sealed does not change any more.',
    );
  const executable = findChromium(io.env);
  if (executable === undefined)
    throw new HarnessError(
      'no-browser',
      'no Chromium was found to print with',
      'Install chromium (or google-chrome), or name one with DRILLBOOK_CHROMIUM; or open report.html and print it from there.',
    );
  await printPdf(htmlFile, pdfFile, { executable, endedAt });
}

type Rendered = ReturnType<(typeof import('./write-report.ts'))['writeReport']> & {
  /** Whether the evidence is what it should be in the end. */
  readonly kept: boolean;
};

async function merge(folders: readonly string[], out: string, key: string | undefined, io: CommandIo): Promise<Rendered> {
  const [{ mergeShards }, { readKey }] = await Promise.all([import('./merge-shards.ts'), import('./drill/read-key.ts')]);
  const { rendered, sealed } = mergeShards(folders, { out, io, signer: readKey(key, io) });
  return { ...rendered, kept: sealed };
}

/** What is sealed is only read. What is not is rendered in its place, as the drill would have done, unless another one is named. */
async function render(folder: string, out: string | undefined, io: CommandIo): Promise<Rendered> {
  const [{ openEvidenceFolder, writeEvidence }, { readRuns }, { isSealed }, { renderReport, writeReport }, { tellMissing }] =
    await Promise.all([
      import('../evidence/folder.ts'),
      import('../evidence/read-runs.ts'),
      import('../evidence/seal.ts'),
      import('./write-report.ts'),
      import('./tell-missing.ts'),
    ]);
  if (out !== undefined && (isSealed(out) || (isSealed(folder) && !relative(folder, out).startsWith('..'))))
    throw usageError('unexpected --out in sealed evidence, expected another folder', 'What is sealed does not change any more.');
  const evidence = openEvidenceFolder(folder);
  const runs = readRuns(evidence);
  tellMissing(evidence, runs, io);
  if (out === undefined && !isSealed(folder)) return { ...writeReport(evidence, runs), kept: true };
  const { report, files } = renderReport(evidence, runs);
  if (out !== undefined) for (const [name, text] of files) writeEvidence(out, name, text);
  return { report, json: files.get('report.json') ?? '', htmlFile: join(out ?? folder, 'report.html'), kept: true };
}
