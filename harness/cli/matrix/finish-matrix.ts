import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
import { writeEvidence } from '../../evidence/folder.ts';
import { readCell } from '../../evidence/matrix-folder.ts';
import type { MatrixFolder } from '../../evidence/matrix-folder.ts';
import { redaction } from '../../evidence/redaction.ts';
import { asciiText, showsUtf8 } from '../../reports/ascii-text.ts';
import { makeMatrix } from '../../reports/matrix/make-matrix.ts';
import { matrixHtml } from '../../reports/matrix/matrix-html.ts';
import type { Matrix } from '../../reports/matrix/matrix-schema.ts';
import { showMatrix } from '../../reports/matrix/matrix-terminal.ts';
import { wantsColor } from '../../reports/wants-color.ts';
import { exitCodes } from '../command.ts';
import type { CommandIo } from '../command.ts';
import { holdsSecrets } from '../drill/holds-secrets.ts';
import type { RanMatrix } from './run-matrix.ts';

export interface MatrixToFinish {
  readonly io: CommandIo;
  readonly folder: MatrixFolder;
  readonly ran: RanMatrix;
  readonly secrets: readonly string[];
  readonly json: boolean;
}

/** After the last trial: the matrix from the journals alone, what people see of it, and the exit status. */
export function finishMatrix({ io, folder, ran, secrets, json }: MatrixToFinish): number {
  const hidden = redaction(secrets);
  const matrix = makeMatrix({
    header: folder.header,
    cells: ran.cells.map(({ procedureOf, faultOf }) => {
      const trials = readCell(folder, { procedureOf, faultOf });
      // Of a procedure's own fault nobody asks what it does otherwise.
      if (procedureOf === faultOf) return { procedureOf, faultOf, trials };
      const control = readCell(folder, { procedureOf: 0, faultOf }).at(-1);
      const cure = readCell(folder, { procedureOf: faultOf, faultOf }).at(-1);
      const home = readCell(folder, { procedureOf, faultOf: procedureOf }).at(-1);
      const prepared = readCell(folder, { procedureOf, faultOf, prepared: true }).at(-1);
      return {
        procedureOf,
        faultOf,
        trials,
        ...(control === undefined ? {} : { control }),
        ...(cure === undefined ? {} : { cure }),
        ...(home === undefined ? {} : { home }),
        ...(prepared === undefined ? {} : { prepared }),
      };
    }),
    notTried: hidden.value(ran.notTried),
    endedAt: new Date().toISOString(),
    interrupted: io.signal.aborted,
  });
  const text = `${JSON.stringify(matrix, null, 2)}\n`;
  writeEvidence(folder.path, 'matrix.json', text);
  const page = writeEvidence(folder.path, 'matrix.html', matrixHtml(matrix));
  const leaks = holdsSecrets(folder.path, secrets, io);
  for (const failure of ran.failures) io.stderr.write(`drillbook: ${hidden.text(failure)}\n`);
  if (json) io.stdout.write(text);
  else {
    const shown = showMatrix(matrix, {
      color: wantsColor(io.stdout.isTTY === true, io.env),
      width: io.stdout.columns ?? 100,
      matrixFile: relative(io.cwd, page),
    });
    // A job's log is a second witness of the document, which holds the last digest of each journal.
    const digest = `${relative(io.cwd, join(folder.path, 'matrix.json'))} sha256 ${createHash('sha256').update(text).digest('hex')}\n`;
    io.stdout.write(showsUtf8(io.env) ? `${shown}${digest}` : asciiText(`${shown}${digest}`));
  }
  if (io.signal.aborted) return exitCodes.interrupted;
  const status = statusOf(matrix, ran.failures);
  return status === exitCodes.ok && leaks ? exitCodes.inconclusive : status;
}

function statusOf({ totals }: Matrix, failures: readonly string[]): number {
  if (totals.harms > 0 || totals.fails > 0) return exitCodes.unexpected;
  return totals['not-judged'] > 0 || failures.length > 0 ? exitCodes.inconclusive : exitCodes.ok;
}
