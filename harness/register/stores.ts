import { HarnessError } from '../support/harness-error.ts';
import { registry } from '../support/registry.ts';
import { branchStore } from './branch-store.ts';
import { commandStore } from './command-store.ts';
import { dirStore } from './dir-store.ts';
import type { Store } from './store.ts';

/** Every way to keep a register: one line each. */
export const storeKinds = registry([branchStore, dirStore, commandStore]);

/**
 * The store that people wrote as `register` in drillbook.yaml. Nothing is read or written yet.
 * @throws {HarnessError} `usage` for an unknown kind.
 */
export function openStore(spec: string, cwd: string): Store {
  const [, kind = spec, place = ''] = /^([^:]*):(.*)$/s.exec(spec) ?? [];
  const found = storeKinds.find(kind);
  if (found !== undefined && place.trim() !== '') return found.open(place.trim(), cwd);
  const close = found === undefined ? storeKinds.nearest(kind) : kind;
  throw new HarnessError(
    'usage',
    `unexpected register "${spec}", expected ${close === undefined ? storeKinds.all.map(({ usage }) => usage).join(', ') : storeKinds.find(close)?.usage}`,
    'docs/register.md tells what each store keeps where.',
  );
}
