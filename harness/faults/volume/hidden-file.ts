import { randomBytes } from 'node:crypto';

/** A file for a moment, named as editors and copiers name theirs; nobody else has one of this name, which would be overwritten and taken away. */
export function hiddenFile(path: string, name: string): string {
  return `${path}/.${name}.${randomBytes(4).toString('hex')}`;
}
