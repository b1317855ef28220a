import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MatrixHeader } from '../model/matrix.ts';
import type { TrialRun } from '../model/run.ts';
import { HarnessError } from '../support/harness-error.ts';
import { genesisOf, makeFolder, writeEvidence } from './folder.ts';
import { readJournal } from './read-journal.ts';

/** The folder that a matrix leaves. Its names are not those of a drill's: it verifies nothing, and nothing may take it for a drill. */
export interface MatrixFolder {
  readonly path: string;
  readonly header: MatrixHeader;
  /** First link of every journal's chain. */
  readonly genesis: string;
}

/** A trial of a matrix, read back. */
export interface MatrixTrial extends TrialRun {
  /** Digest of the journal's last line: it pins the whole. */
  readonly head: string;
}

const headerFile = 'matrix-run.json';
const cells = 'cells';

/** Makes `<root>/<timestamp>-<id>` with its header. */
export function makeMatrixFolder(root: string, about: Omit<MatrixHeader, 'matrix' | 'version'>): MatrixFolder {
  const { id, path } = makeFolder(root, about.startedAt);
  const header: MatrixHeader = { version: 1, matrix: id, ...about };
  writeEvidence(path, headerFile, `${JSON.stringify(header, null, 2)}\n`);
  return { path, header, genesis: genesisOf(header) };
}

/** Whose trials they are, by numbers. */
export interface CellName {
  /** 0: nobody acts. */
  readonly procedureOf: number;
  readonly faultOf: number;
  /** With what the procedure's own scenario prepares as well. */
  readonly prepared?: boolean;
}

/** Folder of one cell's journals, relative to the matrix's; made when it is not there. */
export function cellFolder(folder: string, cell: CellName): string {
  const relative = cellPath(cell);
  mkdirSync(join(folder, relative), { recursive: true });
  return relative;
}

/**
 * The trials of one cell in the order in which they were made, from its journals alone; one that was cut off before its first line was whole is no trial.
 * @throws {HarnessError} `evidence-changed` when a journal is not as it was written
 */
export function readCell({ path, genesis }: MatrixFolder, cell: CellName): readonly MatrixTrial[] {
  const below = cellPath(cell);
  if (!existsSync(join(path, below))) return [];
  return readdirSync(join(path, below))
    .filter(file => file.endsWith('.ndjson'))
    .flatMap((file): readonly MatrixTrial[] => {
      const journal = `${below}/${file}`;
      const { events, genesis: first, head, broken } = readJournal(path, journal);
      const [started] = events;
      if (started?.type !== 'trial.started') return [];
      const why = broken?.why ?? (first === genesis ? undefined : 'it belongs to another matrix');
      if (why !== undefined)
        throw new HarnessError(
          'evidence-changed',
          `unexpected change of ${join(path, journal)}:${broken?.line ?? 1}:1: ${why}`,
          'Evidence that was changed tells nothing; make the matrix again.',
        );
      const { trial, attempt, because } = started;
      return [{ trial, attempt, ...(because === undefined ? {} : { because }), journal, events, head }];
    })
    .sort((one, other) => one.attempt - other.attempt);
}

/** By numbers: names of scenarios are paths, and two of them a long one. */
function cellPath({ procedureOf, faultOf, prepared = false }: CellName): string {
  return `${cells}/${procedureOf === 0 ? 'nobody' : procedureOf}-against-${faultOf}${prepared ? '-prepared' : ''}`;
}
