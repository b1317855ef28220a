import { dirname, relative, resolve, sep } from 'node:path';
import type { Config, Onboarding } from '../model/config.ts';
import type { Problem } from '../model/problem.ts';
import { matchesPath } from '../support/path-pattern.ts';
import { failing } from './plan-file.ts';
import type { Policy } from './plan-file.ts';

/**
 * What the gate lets pass for a scenario. The topmost `drillbook.yaml` decides; nearer ones add outcomes that fail, and take none away: their
 * `onboarding` counts for nothing, for a team does not excuse itself.
 * @param configs above the scenario, the nearest first
 */
export function policyOf(
  scenarioFile: string,
  { configs, problems }: { readonly configs: readonly Config[]; readonly problems: readonly Problem[] },
  pathOf: (file: string) => string,
): Policy {
  // One that cannot be read may be the topmost.
  if (problems.some(({ severity }) => severity === 'error')) return { failOn: [...failing] };
  const [root, ...nearer] = [...configs].reverse();
  if (root === undefined) return {};
  const added = nearer.flatMap(({ policy }) => policy?.failOn ?? []);
  const failOn = root.policy?.failOn ?? (added.includes('inconclusive') ? failing : undefined);
  const path = relative(dirname(resolve(root.file)), resolve(scenarioFile))
    .split(sep)
    .join('/');
  // Of several the one that ends last was written to be the last word.
  const onboarding = (root.policy?.onboarding ?? [])
    .filter(one => matchesPath(one.path, path))
    .sort((a, b) => (a.until < b.until ? 1 : -1))
    .at(0);
  return {
    ...(failOn === undefined ? {} : { failOn: failing.filter(one => failOn.includes(one) || added.includes(one)) }),
    ...(onboarding === undefined ? {} : { onboarding: entry(onboarding, pathOf) }),
  };
}

/**
 * A change is judged by the policy before it, where it is no stricter itself: what lets more pass counts from the next change on.
 * @param before of the base
 */
export function stricter(before: Policy, now: Policy): Policy {
  const until = [before, now].flatMap(({ onboarding }) => onboarding?.until ?? []).sort()[0];
  return {
    ...(before.failOn === undefined
      ? {}
      : { failOn: failing.filter(one => before.failOn?.includes(one) === true || (now.failOn ?? failing).includes(one)) }),
    ...(before.onboarding === undefined || now.onboarding === undefined || until === undefined
      ? {}
      : { onboarding: { ...now.onboarding, until } }),
  };
}

/** Without any excuse. */
export function unexcused({ failOn }: Policy): Policy {
  return failOn === undefined ? {} : { failOn };
}

/** `onboarding` of nearer files, which counts for nothing: told, or its author would wonder. */
export function withoutSay(configs: readonly Config[]): readonly Onboarding[] {
  return configs.slice(0, -1).flatMap(({ policy }) => policy?.onboarding ?? []);
}

function entry({ path, until, owner, because, location }: Onboarding, pathOf: (file: string) => string): NonNullable<Policy['onboarding']> {
  return { path, until: until.slice(0, 10), owner, because, file: pathOf(location.file), line: location.line };
}
