import { HarnessError } from '../support/harness-error.ts';
import { registry } from '../support/registry.ts';
import { branchStore } from './branch-store.ts';
import { commandStore } from './command-store.ts';
import { dirStore } from './dir-store.ts';
import type { Store, StoreKind } from './store.ts';

/** The ways to keep a register. */
export const stores = registry<StoreKind>([dirStore, branchStore, commandStore]);

/**
 * The store that a specification such as `dir:registers/drills` names; nothing is read or written yet. Relative folders are counted
 * from `cwd`.
 * @throws {HarnessError} `usage` for what names no store.
 */
export function openStore(spec: string, cwd: string): Store {
  const [, kind = spec, place = ''] = /^([^:]*):(.*)$/s.exec(spec) ?? [];
  const found = stores.find(kind);
  const known = stores.all.map(({ usage }) => usage).join(', ');
  if (found === undefined) {
    const near = stores.nearest(kind);
    throw new HarnessError(
      'usage',
      `unexpected register "${spec}", expected ${near === undefined ? `one of ${known}` : `"${near}:…"`}`,
      `A register is one of ${known}.`,
    );
  }
  if (place.trim() === '')
    throw new HarnessError('usage', `unexpected register "${spec}", expected ${found.usage}`, `A register is one of ${known}.`);
  return found.open(place.trim(), cwd);
}
