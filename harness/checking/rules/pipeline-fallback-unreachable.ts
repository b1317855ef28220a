import { commandsOf } from '../document/shell/ask.ts';
import type { ShellCommand, ShellPipeline } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { failsInPipes } from '../shell-facts/shell-options.ts';
import { operandsOf } from '../shell-facts/words-of-call.ts';

/**
 * What stands behind `||` is never carried out where the pipe ends in a command that always succeeds.
 *
 * `grep refused log | tail -3 || echo "none"` prints nothing when there is nothing: the status is that of `tail`. The same way `build | tee log ||
 * exit 1` goes on after a build that failed.
 *
 * It is right behind `set -o pipefail`. Else put the fallback at the command that can fail, or ask whether something was printed.
 *
 * @example The word for nothing is never said
 * ````markdown
 * ```bash
 * journalctl -u shop-api | grep refused | tail -3 || echo "nothing refused"
 * ```
 * ````
 * 2:41-2:48 unexpected `tail` at the end of a pipe before `||`, expected a command that can fail: `tail` always succeeds
 *
 * @example A step that cannot fail, and a branch that cannot be taken
 * ````markdown
 * ```bash
 * ./migrate.sh 2>&1 | tee migrate.log || exit 1
 * if ! ./smoke-test.sh | tail -5; then systemctl stop shop-api; fi
 * ```
 * ````
 * 2:21-2:36 unexpected `tee` at the end of a pipe before `||`, expected a command that can fail: `tee` always succeeds
 * 3:24-3:31 unexpected `tail` at the end of a pipe before `if`, expected a command that can fail: `tail` always succeeds
 *
 * @example The pipe fails with it, or the last command can fail
 * ````markdown
 * ```bash
 * journalctl -u shop-api | grep refused || echo "nothing refused"
 * echo 'net.core.somaxconn = 4096' | sudo tee /etc/sysctl.d/9.conf || exit 1
 * set -o pipefail
 * ./migrate.sh 2>&1 | tee migrate.log || exit 1
 * ```
 * ````
 * none
 *
 * @example Nothing is lost
 * ````markdown
 * ```bash
 * ps -ef | grep '[s]hop' | head -3 || true
 * sort names.txt | uniq
 * ```
 * ````
 * none
 */
export const pipelineFallbackUnreachable: Rule = {
  kind: 'pipeline-fallback-unreachable',
  preset: 'default',
  *check({ commands }): Iterable<Report> {
    const seen = new Set<ShellPipeline>();
    for (const { pipeline } of commands) {
      const last = pipeline.stages.at(-1);
      if (seen.has(pipeline) || last?.type !== 'command' || pipeline.stages.length < 2) continue;
      seen.add(pipeline);
      const use = useOf(pipeline);
      if (use === undefined || !alwaysSucceeds(last, pipeline) || failsInPipes(last, commands)) continue;
      yield {
        message: `unexpected \`${last.name}\` at the end of a pipe before ${use}, expected a command that can fail: \`${last.name}\` always succeeds`,
        location: last.location,
        hint: 'Write set -o pipefail before it, or put the fallback at the command that can fail.',
      };
    }
  },
};

/** What looks at the status of a pipe; `|| true` does not care. */
function useOf({ chain, index, negated }: ShellPipeline): string | undefined {
  const next = chain.pipelines[index + 1];
  if (next?.operator === '||')
    return next.stages.every(stage => /^(?:true|:)$/.test(commandsOf(stage)[0]?.name ?? '')) ? undefined : '`||`';
  const { within } = chain.list;
  if (within?.part !== 'condition' || next !== undefined || chain.index < chain.list.chains.length - 1) return undefined;
  return negated || within.of.kind === 'if' ? `\`${within.of.kind}\`` : undefined;
}

function alwaysSucceeds(command: ShellCommand, { stages: [first] }: ShellPipeline): boolean {
  const { name, args } = command.inner === undefined ? command : { name: '', args: [] };
  if (/^(?:head|tail|wc|sort|uniq|tr|cut|cat|nl|tac|rev|column)$/.test(name))
    return operandsOf({ args }, /^-[ncdfkts]$/).filter(({ value }) => name !== 'tr' && value !== '-').length === 0;
  if (name === 'sed') return !args.some(({ value }) => /q\d|-i/.test(value));
  // Of what is only written, the writing is what can fail.
  return name === 'tee' && first?.type === 'command' && !/^(?:echo|printf|cat)$/.test(first.name);
}
