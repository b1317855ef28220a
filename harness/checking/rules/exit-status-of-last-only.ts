import { chainsBefore, commandsOf, enclosing, outermost } from '../document/shell/ask.ts';
import type { ShellChain, ShellCommand, ShellStage } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * `$?` is the status of the last command alone.
 *
 * Two checks, one below the other, and then `if [ $? -ne 0 ]`: what the first of them found is forgotten. The backend is down, the frontend
 * answers, the branch that would rebuild it never runs, and the block ends well. After an `echo` it is even the status of the `echo`.
 *
 * It is right where the first command only prints something for the reader. Then let the test stand at the command itself
 * (`if ! curl …; then`), which says so and cannot be parted from it.
 *
 * @example The first of two checks is forgotten
 * ````markdown
 * ```bash
 * curl -f http://localhost:3001/health
 * curl -f http://localhost:8080/health
 * if [ $? -ne 0 ]; then
 *   docker compose up -d --build
 * fi
 * ```
 * ````
 * 4:6-4:8 unexpected `$?` behind two checks, expected each to be asked: it tells of `curl -f http://localhost:8080/health` alone
 *
 * @example The status of an echo
 * ````markdown
 * ```bash
 * pg_restore -d chat /backup/chat.dump
 * echo "restore ended"
 * [ $? -eq 0 ] || exit 1
 * ```
 * ````
 * 4:3-4:5 unexpected `$?` behind `echo`, expected it right behind the command that is meant: `echo` always succeeds
 *
 * @example One command, and its status
 * ````markdown
 * ```bash
 * cd /opt/chat
 * docker compose pull
 * if [ $? -ne 0 ]; then exit 1; fi
 * ```
 * ````
 * none
 *
 * @example Each is asked
 * ````markdown
 * ```bash
 * curl -f http://localhost:3001/health && curl -f http://localhost:8080/health
 * if [ $? -ne 0 ]; then exit 1; fi
 * ```
 * ````
 * none
 */
export const exitStatusOfLastOnly: Rule = {
  kind: 'exit-status-of-last-only',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:\[|\[\[|test|\(\()$/)) {
      if (!/^(?:\[|\[\[|test|\(\()$/.test(command.name) || command.pipeline.index > 0) continue;
      const word = command.args.find(({ parts }) => parts.some(({ variable }) => variable === '?'));
      const decision = decisionOf(command);
      if (word === undefined || decision === undefined) continue;
      const [before, last] = chainsBefore(decision).slice(-2);
      const asked = callOf(last ?? before);
      if (asked === undefined) continue;
      if (/^(?:echo|printf)$/.test(asked.name))
        yield {
          message: `unexpected \`$?\` behind \`${asked.name}\`, expected it right behind the command that is meant: \`${asked.name}\` always succeeds`,
          location: word.location,
          hint: `Put the test before the ${asked.name}, or keep the status: status=$?.`,
        };
      else if (last !== undefined && isSameKind(callOf(before), asked))
        yield {
          message: `unexpected \`$?\` behind two checks, expected each to be asked: it tells of \`${shortened(asked)}\` alone`,
          location: word.location,
          hint: 'Join the checks by &&, or ask each one: if ! check; then … fi.',
        };
    }
  },
};

/** What stands in the list behind the commands that `$?` could be of: the test itself, or the `if` around it. */
function decisionOf(command: ShellCommand): ShellStage | undefined {
  const { chain } = command.pipeline;
  if (chain.list.within?.part !== 'condition') return outermost(command);
  return chain.index === 0 ? enclosing(command, 'if') : undefined;
}

/** The command of a chain that is nothing else. */
function callOf(chain: ShellChain | undefined): ShellCommand | undefined {
  const [pipeline, ...more] = chain?.pipelines ?? [];
  const stage = pipeline?.stages.at(-1);
  return stage === undefined || more.length > 0 || chain?.background === true ? undefined : commandsOf(stage)[0];
}

/** Two calls of one tool: the second does not stand there for the sake of the first. */
function isSameKind(one: ShellCommand | undefined, other: ShellCommand): boolean {
  return (
    one !== undefined &&
    one.name === other.name &&
    one.name !== '' &&
    !/^(?:cd|export|sleep|echo|printf|mkdir|cp|rm|set|source|\.)$/.test(one.name)
  );
}

function shortened({ words }: ShellCommand): string {
  const text = words.map(word => word.text).join(' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
