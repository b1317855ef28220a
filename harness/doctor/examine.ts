import { arch, release, type } from 'node:os';
import { engines } from '../engines/index.ts';
import type { EngineKind } from '../model/engine-kind.ts';
import type { Stack } from '../model/stack.ts';
import { messageOf } from '../support/harness-error.ts';
import type { CheckResult } from './check.ts';
import { checks } from './checks.ts';
import { examineStack, type ExaminedStack } from './examine-stack.ts';

export interface Examination {
  readonly machine: string;
  readonly engines: readonly { readonly kind: string; readonly ok: boolean; readonly because?: string; readonly hint?: string }[];
  readonly checks: readonly (CheckResult & { readonly kind: string; readonly title: string; readonly engine?: EngineKind })[];
  /** Of the stack that was asked about: what each engine that works here says of it. */
  readonly stack?: readonly ExaminedStack[];
}

/** Looks at everything that a drill needs of this machine, and at what a stack needs: images that are not there are pulled or built, as a drill
 * would. Else it changes nothing but temporary folders. */
export async function examine(stack?: Stack, tell: (message: string) => void = () => {}): Promise<Examination> {
  const results: Examination['checks'][number][] = [];
  // One after the other: the last ones prove what the first ones found, and none should slow another.
  for (const { kind, title, engine, look } of checks) {
    const result = await look().catch(defect);
    if (result !== undefined) results.push({ kind, title, ...(engine === undefined ? {} : { engine }), ...result });
  }
  const offered = await Promise.all(
    engines.all.map(async engine => {
      const { kind } = engine;
      const missing = results.filter(result => result.state === 'missing' && (result.engine ?? kind) === kind);
      const answer = await engine.available();
      return answer.ok && missing[0] !== undefined
        ? { kind, ok: false, because: missing.map(({ title }) => title).join(', '), hint: missing[0].todo ?? '' }
        : { kind, ...answer };
    }),
  );
  const usable = engines.all.filter((_, index) => offered[index]?.ok === true);
  return {
    machine: `${type()} ${release()} ${arch()}`,
    checks: results,
    engines: offered,
    ...(stack === undefined ? {} : { stack: await examineStack(stack, usable, tell) }),
  };
}

function defect(thrown: unknown): CheckResult {
  return { state: 'missing', found: `the check itself failed: ${messageOf(thrown)}`, todo: 'Please report this line.' };
}
