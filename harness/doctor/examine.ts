import { arch, release, type } from 'node:os';
import { engines } from '../engines/index.ts';
import { messageOf } from '../support/harness-error.ts';
import type { CheckResult } from './check.ts';
import { checks } from './checks.ts';

export interface Examination {
  readonly machine: string;
  readonly engines: readonly { readonly kind: string; readonly ok: boolean; readonly because?: string; readonly hint?: string }[];
  readonly checks: readonly (CheckResult & { readonly kind: string; readonly title: string })[];
}

/** Looks at everything that a drill needs of this machine. Changes nothing but temporary folders. */
export async function examine(): Promise<Examination> {
  const results: Examination['checks'][number][] = [];
  // One after the other: the last ones prove what the first ones found, and none should slow another.
  for (const { kind, title, look } of checks) results.push({ kind, title, ...(await look().catch(defect)) });
  const offered = await Promise.all(engines.all.map(async engine => ({ kind: engine.kind, ...(await engine.available()) })));
  const missing = results.filter(({ state }) => state === 'missing');
  return {
    machine: `${type()} ${release()} ${arch()}`,
    checks: results,
    engines: offered.map(engine =>
      engine.ok && missing[0] !== undefined
        ? { kind: engine.kind, ok: false, because: missing.map(({ title }) => title).join(', '), hint: missing[0].todo ?? '' }
        : engine,
    ),
  };
}

function defect(thrown: unknown): CheckResult {
  return { state: 'missing', found: `the check itself failed: ${messageOf(thrown)}`, todo: 'Please report this line.' };
}
