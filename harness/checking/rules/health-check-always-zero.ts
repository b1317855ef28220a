import type { ShellChain, ShellCommand, ShellList } from '../document/shell/tree.ts';
import { commandsOf } from '../document/shell/ask.ts';
import { otherLetters } from '../prose-facts/other-letters.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * `check && echo OK || echo FAILED` ends with 0 whatever it finds.
 *
 * The words are for a person who reads every line. Whatever else looks, looks at the exit status: a cron job, a deploy script, a drill, the
 * step behind. With everything down, five such lines end well; at 3 a.m. the health check is green and the next one searches elsewhere.
 *
 * It is right where something behind it decides: `|| { echo FAILED; failed=1; }` and `exit "$failed"` at the end, or nothing but the check
 * itself. A page that is only ever read says so: `<!-- drillbook-check-disable-next health-check-always-zero: read by a person -->`.
 *
 * @example All checks, and none that can fail
 * ````markdown
 * ```bash
 * curl -sf http://localhost:8000/health && echo "Backend OK" || echo "Backend FAILED"
 * redis-cli ping > /dev/null && echo "Redis OK" || echo "Redis FAILED"
 * ```
 * ````
 * 2:63-2:84 unexpected `|| echo` as the last word of a check, expected a status that tells: these 2 checks end with 0 whatever they find
 *
 * @example In a function
 * ````markdown
 * ```bash
 * check_health() {
 *   pg_isready -q || echo "database down"
 * }
 * check_health
 * ```
 * ````
 * 3:20-3:40 unexpected `|| echo` as the last word of a check, expected a status that tells: this check ends with 0 whatever it finds
 *
 * @example Which of two states holds
 * ````markdown
 * ```bash
 * ls ~/.notes/auth.json 2> /dev/null && echo "ALREADY INSTALLED" || echo "fresh install"
 * gcc --version || echo "gcc not found"
 * ```
 *
 * ```bash
 * nc -z localhost 3000 && echo "端口开放" || echo "端口关闭"
 * ```
 *
 * ```bash
 * test -s /var/backups/notes.sql && echo "backup ok" || echo "backup MISSING"
 * ```
 * ````
 * 11:55-11:76 unexpected `|| echo` as the last word of a check, expected a status that tells: this check ends with 0 whatever it finds
 *
 * @example A status that tells
 * ````markdown
 * ```bash
 * failed=0
 * curl -sf http://localhost:8000/health || { echo "Backend FAILED"; failed=1; }
 * exit "$failed"
 * ```
 * ````
 * none
 *
 * @example A check at the end decides
 * ````markdown
 * ```bash
 * redis-cli ping || echo "Redis does not answer yet"
 * curl -sf http://localhost:8000/health
 * ```
 * ````
 * none
 *
 * @example Words for what could not be read
 * ````markdown
 * ```bash
 * redis-cli llen processed || echo "N/A"
 * ```
 * ````
 * none
 *
 * @example A value for a variable
 * ````markdown
 * ```bash
 * state=$(systemctl is-active worker || echo unknown)
 * ```
 * ````
 * none
 */
export const healthCheckAlwaysZero: Rule = {
  kind: 'health-check-always-zero',
  preset: 'default',
  *check({ commands }): Iterable<Report> {
    for (const list of listsOf(commands)) {
      const echoes = list.chains.flatMap(chain => lastEcho(chain) ?? []);
      const [first] = echoes;
      if (first === undefined || !isLast(list) || !endsWell(list.chains.at(-1))) continue;
      yield {
        message: `unexpected \`|| echo\` as the last word of a check, expected a status that tells: ${echoes.length === 1 ? 'this check ends with 0 whatever it finds' : `these ${echoes.length} checks end with 0 whatever they find`}`,
        location: first.location,
        hint: 'End the failing branch with a status of its own: || { echo "…"; exit 1; }, or collect it: || failed=1.',
      };
    }
  },
};

function listsOf(commands: readonly ShellCommand[]): ReadonlySet<ShellList> {
  return new Set(commands.map(({ pipeline }) => pipeline.chain.list));
}

/** Whether the list's status is that of a whole text or of a function, and not of a shell inside of one. */
function isLast({ within, shell }: ShellList): boolean {
  return within === undefined ? shell.within === undefined : within.of.type === 'compound' && within.of.kind === 'function';
}

/** The `echo` behind the `||` of a check. */
function lastEcho({ pipelines }: ShellChain): ShellCommand | undefined {
  const last = pipelines.at(-1);
  const [stage, ...more] = last?.stages ?? [];
  if (last?.operator !== '||' || stage === undefined || more.length > 0 || !isEcho(commandsOf(stage)[0])) return undefined;
  const asks = pipelines
    .slice(0, -1)
    .some(({ stages }) => stages.some(before => commandsOf(before).some(command => !isEcho(command) && command.name !== '')));
  const echo = commandsOf(stage)[0];
  const says = pipelines
    .slice(0, -1)
    .some(({ operator, stages: [first] }) => operator === '&&' && first !== undefined && isEcho(commandsOf(first)[0]));
  const words = echo?.args.map(({ value }) => value).join(' ') ?? '';
  const fails = failure.test(words) && !/^no\b.*\berrors?\b/i.test(words);
  if (asksForTool(pipelines[0])) return undefined;
  return asks && (fails || (says && !asksWhetherThere(pipelines[0]) && !otherLetters.test(words))) ? echo : undefined;
}

/** `gcc --version || echo "gcc not found"`: somebody looks at a machine, and reads the words. */
function asksForTool(first: ShellChain['pipelines'][number] | undefined): boolean {
  return (
    first?.stages.length === 1 && first.stages.flatMap(commandsOf).every(({ args }) => args.length === 1 && args[0]?.value === '--version')
  );
}

/** "installed" or "fresh": neither of two states is a failure. */
function asksWhetherThere(first: ShellChain['pipelines'][number] | undefined): boolean {
  return (
    first?.stages.length === 1 &&
    first.stages.flatMap(commandsOf).every(({ name }) => /^(?:ls|test|\[|\[\[|which|command|type|stat)$/.test(name))
  );
}

/** What a check says of a failure; else the words stand in for what could not be read. */
const failure =
  /[❌✗✘]|\b(?:fail\w*|down|missing|wrong|absent|bad|error\w*|dead|broken|unhealthy|unreachable|stopped|unavailable|problem|issues?|not (?:found|there|installed|set|present|ok|running|ready|reachable|healthy|responding|answering)|no (?:answer|connection|response))\b/i;

function isEcho(command: ShellCommand | undefined): boolean {
  return command !== undefined && /^(?:echo|printf|:|true)$/.test(command.name);
}

/** Whether nothing can make the chain fail. */
function endsWell(chain: ShellChain | undefined): boolean {
  if (chain === undefined) return false;
  if (lastEcho(chain) !== undefined) return true;
  return chain.pipelines.length === 1 && chain.pipelines[0]?.stages.every(stage => isEcho(commandsOf(stage)[0])) === true;
}
