import type { BlockResult } from '../engines/engine.ts';
import { isToolElsewhere } from '../engines/tools-elsewhere.ts';

/**
 * Why what a step did could not be tried here, which says nothing about the runbook. Stand-ins are found by their names on PATH: by a
 * path, or on another PATH, the machine's own programs are called, which know nothing of the stack.
 */
export function outOfReach(
  script: string,
  { stderr }: Pick<BlockResult, 'stderr'>,
  { standIns, hosts }: { readonly standIns: readonly string[]; readonly hosts: ReadonlySet<string> },
): readonly string[] {
  const byPath = [...script.matchAll(/(?<![\w.-])\/(?:usr\/)?(?:local\/)?s?bin\/([\w.+-]+)/g)].flatMap(([path, name = '']) =>
    standIns.includes(name) && new RegExp(`(?:^|[\\s;&|(\`"'])${path}(?=[\\s;&|)\`"']|$)`, 'm').test(script)
      ? [`${path}: the stand-in of ${name} is found by its name alone`]
      : [],
  );
  const byScript = [...script.matchAll(/(?<![\w.])\/etc\/init\.d\/[\w.@-]+/g)].map(
    ([path]) => `${path}: services here have no init scripts`,
  );
  const ownPath = /(?:^|[\s;&(])(?:export\s+)?PATH=(?!\S*\$\{?PATH\b)\S/m.test(script)
    ? ['PATH without what was on it: stand-ins are found there']
    : [];
  const missing = [...stderr.matchAll(/^(?:(?:.*: )?(?:line )?\d+: (?:exec: )?|sudo: )([\w.+-]+): (?:command )?not found$/gm)]
    .map(([, name = '']) => name)
    .filter(isToolElsewhere)
    .map(name => `${name}: the operator's machine here has no such program`);
  const outside = [...stderr.matchAll(/(?:Could not resolve host: |unable to resolve host address [‘'])([\w.-]+\.[a-z]{2,})/gi)]
    .map(([, host = '']) => host.replace(/\.$/, ''))
    .filter(host => !hosts.has(host))
    .map(host => `${host}: nothing outside of the stack can be reached`);
  return [...new Set([...byPath, ...byScript, ...ownPath, ...missing, ...outside])];
}
