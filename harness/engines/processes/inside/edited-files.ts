import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { EditedFileSpec } from './protocol.ts';

interface EditedFile {
  readonly spec: EditedFileSpec;
  inode: number | undefined;
  /** The operator's, as it was carried over last: what the service itself writes is the service's. */
  content: Buffer;
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
    this.#files = specs.map(spec => ({ spec, inode: this.#inode(spec), content: readFileSync(pathOf(spec.cell, spec.path)) }));
  }

  /** What was written in place. */
  carryOver(): void {
    for (const file of this.#files) if (this.#inode(file.spec) === file.inode && file.inode !== undefined) this.#put(file);
  }

  /** What a service mounts when it is started. */
  mountAnew(unit: string): void {
    for (const file of this.#files.filter(({ spec }) => spec.unit === unit)) {
      const inode = this.#inode(file.spec);
      if (inode === undefined) continue;
      this.#put(file);
      file.inode = inode;
    }
  }

  #inode({ cell, path }: EditedFileSpec): number | undefined {
    return statSync(this.#pathOf(cell, path), { throwIfNoEntry: false })?.ino;
  }

  /** Where the operator changed it, and in place: whoever mounts it has it open by its inode. */
  #put(file: EditedFile): void {
    const { cell, path, source } = file.spec;
    const now = readFileSync(this.#pathOf(cell, path));
    if (file.content.equals(now)) return;
    writeFileSync(source, now);
    file.content = now;
  }
}
