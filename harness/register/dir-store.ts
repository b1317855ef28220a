import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { HarnessError, messageOf } from '../support/harness-error.ts';
import { isRecordPath, recordPath, recordText } from './record.ts';
import type { Kept, Store, StoreKind } from './store.ts';

/** A folder: on this machine, or a mounted one that many share. A record appears whole or not at all (rename(2)). */
export const dirStore: StoreKind = {
  kind: 'dir',
  usage: 'dir:<folder>',
  open(place, cwd): Store {
    const folder = resolve(cwd, place);
    const describe = `the folder ${place}`;
    const unless = async <T>(what: string, work: () => T): Promise<T> => {
      try {
        return work();
      } catch (thrown) {
        throw new HarnessError(
          'register',
          `the register cannot be ${what}: ${describe}: ${messageOf(thrown)}`,
          'Make the folder and its file system available, or name another store as `register` in drillbook.yaml.',
          { cause: thrown },
        );
      }
    };
    return {
      describe,
      list: async () => await unless('read', () => keptIn(folder)),
      put: async record => await unless('written', () => write(join(folder, recordPath(record)), recordText(record))),
    };
  },
};

function keptIn(folder: string): readonly Kept[] {
  // Not there yet is a register without runs; but what it should stand in must be there, or a share is not mounted.
  if (!existsSync(folder)) {
    readdirSync(dirname(folder));
    return [];
  }
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .flatMap(({ name: month }) => readdirSync(join(folder, month)).map(name => `${month}/${name}`))
    .filter(isRecordPath)
    .map(name => ({ name, text: textOf(join(folder, name)) }));
}

/** What is no file is told as what cannot be read, like any other text. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EISDIR') return '';
    throw thrown;
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (thrown) {
    // Somebody else was quicker.
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
  }
}

function write(path: string, text: string): void {
  if (!existsSync(dirname(dirname(path)))) readdirSync(dirname(dirname(dirname(path))));
  // One by one: where the kernel makes no folders, the recursive form never ends (Node 20).
  for (const folder of [dirname(dirname(path)), dirname(path)]) if (!existsSync(folder)) makeFolder(folder);
  const beside = `${path}.${randomBytes(4).toString('hex')}.part`;
  try {
    const file = openSync(beside, 'wx');
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
}
