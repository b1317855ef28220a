import { commandsOf } from '../document/shell/ask.ts';
import type { ShellChain, ShellCommand, ShellPipeline } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { stopsAtErrors } from '../shell-facts/shell-options.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';

/**
 * A text that says that all went well, whatever happened before it.
 *
 * The restore fails in its second line, and the last line prints `restore completed successfully`: bash goes on after errors. That line is what is copied
 * into the incident's channel, and everybody stops looking.
 *
 * It is right behind `set -e`, or where what stands before it is asked: `check || exit 1`. A text that only says that the end is reached (`done`) is not
 * reported.
 *
 * @example Whatever rsync did
 * ````markdown
 * ```bash
 * rsync -a /srv/shop/ backup-1:/srv/shop/
 * echo "Copy completed successfully"
 * ```
 * ````
 * 3:1-3:35 unexpected `"Copy completed successfully"` whatever happened, expected it behind a check: `rsync` before it may have failed
 *
 * @example At the end of a function
 * ````markdown
 * ```bash
 * fail_over() {
 *   ssh db-2 pg_ctl promote -D /srv/pg
 *   haproxy-switch db-2
 *   echo "=== FAILOVER COMPLETE ==="
 * }
 * fail_over
 * ```
 * ````
 * 5:3-5:35 unexpected `"=== FAILOVER COMPLETE ==="` whatever happened, expected it behind a check: `haproxy-switch` before it may have failed
 *
 * @example It stops at errors, or asks
 * ````markdown
 * ```bash
 * curl -f http://127.0.0.1:9000/ready || exit 1
 * echo "Service restored"
 * rsync -a /srv/shop/ backup-1:/srv/shop/ && echo "Copy completed successfully"
 * set -e
 * rsync -a /srv/shop/ backup-1:/srv/shop/
 * echo "Copy completed successfully"
 * ```
 * ````
 * none
 *
 * @example It does not say that it went well
 * ````markdown
 * ```bash
 * rsync -a /srv/shop/ backup-1:/srv/shop/
 * echo "done, now check whether the copy is complete"
 * ```
 * ````
 * none
 */
export const unconditionalSuccessMessage: Rule = {
  kind: 'unconditional-success-message',
  preset: 'default',
  *check({ commands, commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:echo|printf)$/)) {
      const word = praiseOf(command);
      if (word === undefined || !isCarriedOut(command) || !standsAlone(command) || stopsAtErrors(command, commands)) continue;
      const before = lastActing(command.pipeline.chain);
      if (before === undefined) continue;
      yield {
        message: `unexpected \`${word.text.length > 50 ? `${word.text.slice(0, 49)}…` : word.text}\` whatever happened, expected it behind a check: \`${before.name}\` before it may have failed`,
        location: command.location,
        hint: 'Write set -e at the beginning, or ask first: CHECK || exit 1.',
      };
    }
  },
};

/** The word of an `echo` that says that all went well. */
function praiseOf({ name, args, redirects }: ShellCommand): ShellCommand['args'][number] | undefined {
  if (!/^(?:echo|printf)$/.test(name) || redirects.length > 0) return undefined;
  const said = /\b(?:success(?:ful(?:ly)?)?|completed?|restored|recovered|resolved|passed|verified)\b/i;
  const unsure =
    /\b(?:if|whether|when|until|check|not|should|verify|make sure|please|wait|must|step|to be|in progress|\d+ of|audit|report|scan|review|analysis|listing)\b|\?|\$/i;
  return args.find(({ value }) => said.test(value) && !unsure.test(value));
}

/** Whether it is a line of its own at the top of the text or of a function. */
function standsAlone({ pipeline }: ShellCommand): boolean {
  const { within } = pipeline.chain.list;
  const isStraight = within === undefined || (within.of.type === 'compound' && within.of.kind === 'function');
  return isStraight && pipeline.chain.pipelines.length === 1 && pipeline.stages.length === 1;
}

/** The command before it that may have failed; undefined where a condition, a loop or a check that decides stands between. */
function lastActing({ list, index }: ShellChain): ShellCommand | undefined {
  for (const chain of list.chains.slice(0, index).toReversed()) {
    const [first, ...more] = chain.pipelines;
    const stage = first?.stages.at(-1);
    const [command] = stage === undefined ? [] : commandsOf(stage);
    // `check || echo` goes on as if nothing had been asked.
    if (command === undefined || chain.background || !more.every(saysOnly)) return undefined;
    if (/^(?:exit|return|wait|trap)$/.test(command.name)) return undefined;
    if (!/^(?:|echo|printf|export|local|date|sleep|:|true)$/.test(command.name)) return command;
  }
  return undefined;
}

function saysOnly({ stages }: ShellPipeline): boolean {
  return stages.every(stage => /^(?:echo|printf|:|true)$/.test(commandsOf(stage)[0]?.name ?? ''));
}
