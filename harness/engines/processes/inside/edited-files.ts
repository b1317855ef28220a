import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { EditedFileSpec } from './protocol.ts';

interface EditedFile {
  readonly spec: EditedFileSpec;
  /** The operator's, as it was when it was carried over last: what the service itself writes is the service's. */
  seen: Seen | undefined;
}

interface Seen {
  readonly inode: bigint;
  /** Also the same content, written once more, takes the place of what the service made of the file. */
  readonly writtenNs: bigint;
}

/**
 * A bind mount of a single file holds the file, not its name: what the operator writes in place the service has at once; what replaces
 * the file (as `sed -i` and most editors do) it has from its next start on. The operator works in a copy, so the content is carried over.
 */
export class EditedFiles {
  readonly #files: readonly EditedFile[];
  readonly #pathOf: (cell: string, path: string) => string;

  constructor(specs: readonly EditedFileSpec[], pathOf: (cell: string, path: string) => string) {
    this.#pathOf = pathOf;
    this.#files = specs.map(spec => ({ spec, seen: this.#look(spec) }));
  }

  /** What was written in place. */
  carryOver(): void {
    for (const file of this.#files) {
      const now = this.#look(file.spec);
      if (now !== undefined && now.inode === file.seen?.inode) this.#put(file, now);
    }
  }

  /** What a service mounts when it is started. */
  mountAnew(unit: string): void {
    for (const file of this.#files.filter(({ spec }) => spec.unit === unit)) {
      const now = this.#look(file.spec);
      if (now !== undefined) this.#put(file, now);
    }
  }

  #look({ cell, path }: EditedFileSpec): Seen | undefined {
    const stat = statSync(this.#pathOf(cell, path), { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? undefined : { inode: stat.ino, writtenNs: stat.mtimeNs };
  }

  /** Where the operator wrote it, and in place: whoever mounts it has it open by its inode. */
  #put(file: EditedFile, now: Seen): void {
    const { cell, path, source } = file.spec;
    if (now.inode !== file.seen?.inode || now.writtenNs !== file.seen.writtenNs)
      writeFileSync(source, readFileSync(this.#pathOf(cell, path)));
    file.seen = now;
  }
}
