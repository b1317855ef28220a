import type { Location } from '../model/location.ts';
import type { Runbook } from '../model/runbook.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Stack } from '../model/stack.ts';
import { exportedVariables } from './bind-variables.ts';
import type { Report } from './known.ts';
import type { PlannedStep } from './plan.ts';
import { quotingOf } from './shell-quotes.ts';

/** What bash sets by itself, what the bastion gives it, and what a person's terminal may have or not. */
const given =
  /^(?:BASH\w*|COMP_\w+|LC_\w+|PS\d|(?:COLUMNS|DIRSTACK|EDITOR|EPOCHREALTIME|EPOCHSECONDS|EUID|FUNCNAME|GROUPS|HOME|HOSTNAME|HOSTTYPE|IFS|LANG|LINENO|LINES|LOGNAME|MACHTYPE|OLDPWD|OPTARG|OPTIND|OSTYPE|PAGER|PATH|PIPESTATUS|PPID|PWD|RANDOM|REPLY|SECONDS|SHELL|SHELLOPTS|SHLVL|SRANDOM|TERM|TMPDIR|TZ|UID|USER|VISUAL))$/;
/** Where names get values that nobody can tell from the text. */
const unforeseeable = /(?:^|[\s;&|({])(?:\.|source|eval)[ \t]+\S/m;
const uses = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;
const assigning = [
  // `X=`, `X+=`, `X[0]=`, and `${X:=…}`; whoever says `${X:-…}`, `${X:?}` or `[ -z "$X" ]` has thought of it.
  /(?<![\w$.-])([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=/g,
  /\$\{([A-Za-z_]\w*)(?::?[-=?+]|\[)/g,
  /-[zn] +"?\$\{?([A-Za-z_]\w*)/g,
  /\bprintf[ \t]+-v[ \t]+([A-Za-z_]\w*)/g,
];
const assigningWords =
  /\b(?:for|select|read|mapfile|readarray|getopts|declare|local|typeset|readonly|let|coproc)\b([^\n;|&]*)|\(\(([^\n]*)\)\)/g;

/** Variables of the shell that a step uses and nothing ever gives a value: `kill "$WORKER_PID"`, where the reader knows the number. */
export function reportUnset(
  steps: readonly PlannedStep[],
  runbooks: readonly Runbook[],
  scenario: Scenario,
  stack: Stack,
  report: Report,
): void {
  const scripts = [
    ...runbooks.flatMap(({ blocks }) => blocks.map(({ script }) => script)),
    ...steps.flatMap(({ script, block }) => [script, block.attributes.call ?? '']),
  ];
  if (scripts.some(script => unforeseeable.test(script))) return;
  const known = new Set([
    ...Object.keys(stack.bastion.environment),
    ...Object.keys(exportedVariables(scenario.variables)),
    ...scripts.flatMap(assignedIn),
  ]);
  for (const { block, script, omitted } of steps) {
    if (omitted !== undefined || block.language !== 'shell' || block.attributes.on !== undefined) continue;
    for (const { name, line } of usedIn(script)) {
      if (known.has(name) || given.test(name)) continue;
      known.add(name);
      const location: Location = { file: block.location.file, line: block.scriptLines[line] ?? block.location.line, column: 1 };
      report({
        rule: 'unset-variable',
        message: `unexpected variable $${name} in step ${block.id}, which nothing gives a value, expected one`,
        location,
        hint: `Add \`variables: { ${name}: … }\` to the scenario, or to the stack's bastion what the operator's shell has (\`bastion: { environment: … }\`).`,
      });
    }
  }
}

function assignedIn(script: string): readonly string[] {
  return [
    ...assigning.flatMap(pattern => [...script.matchAll(pattern)].flatMap(match => match[1] ?? [])),
    ...[...script.matchAll(assigningWords)].flatMap(match => (match[1] ?? match[2] ?? '').match(/[A-Za-z_]\w*/g) ?? []),
  ];
}

function usedIn(script: string): readonly { readonly name: string; readonly line: number }[] {
  const quoting = quotingOf(script);
  return [...script.matchAll(uses)].flatMap(match => {
    const name = match[1] ?? match[2];
    const before = script.slice(0, match.index);
    // Inside of single quotes and behind a backslash it is somebody else's: awk's, another shell's.
    const own = quoting(match.index) === 'none' || quoting(match.index) === 'double';
    const escaped = (/\\*$/.exec(before)?.[0].length ?? 0) % 2 === 1;
    const comment = /(?:^|\s)#[^\n]*$/.test(before);
    return name === undefined || !own || escaped || comment ? [] : [{ name, line: before.split('\n').length - 1 }];
  });
}
