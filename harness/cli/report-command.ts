import { relative, resolve } from 'node:path';
import { openEvidenceFolder } from '../evidence/folder.ts';
import { exitCodes } from './command.ts';
import type { Command } from './command.ts';
import { readArguments, usageError } from './read-arguments.ts';

const options = {
  json: { type: 'boolean', about: 'print report.json instead of the text' },
} as const;

export const command: Command = {
  name: 'report',
  about: 'render the report of a drill again, from its journals',
  usage: 'report <evidence> [--json]',
  examples: ['drillbook report .drillbook/runs/20261121T030000Z-1a2b3c'],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0)
      throw usageError(
        `unexpected ${positionals.length} folders, expected one`,
        'Name the folder that a drill left below .drillbook/runs.',
      );
    const evidence = openEvidenceFolder(resolve(io.cwd, folder));
    const [{ readRuns }, { writeReport }, { showReport }] = await Promise.all([
      import('../evidence/read-runs.ts'),
      import('./write-report.ts'),
      import('../reports/terminal.ts'),
    ]);
    const { report, json, htmlFile } = writeReport(evidence, readRuns(evidence));
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
