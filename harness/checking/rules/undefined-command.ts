import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A function is called that is not there.
 *
 * `--from-literal=key="$(make_new_key)"` with no such function stores an empty key, and the shell says so only on the side. A script that
 * calls a function of another script ends at that line, in the middle of a maintenance.
 *
 * Names are looked at that read like functions (`wait_for_queue`), in documents that define functions. What comes out of a file
 * (`source lib.sh`) is right, and so is a program of that name in the project.
 *
 * @example Nobody defines it
 * ````markdown
 * ```bash
 * drain_queue() {
 *   rabbitmqctl purge_queue mail
 * }
 * drain_queue
 * export MAIL_KEY="$(generate_mail_key)"
 * ```
 * ````
 * 6:20-6:37 unexpected call of `generate_mail_key`, expected a function that the document defines
 *
 * @example Another script defines it
 * ````markdown
 * ```bash
 * show_state() {
 *   rabbitmqctl cluster_status
 * }
 * show_state
 * ```
 *
 * ```bash
 * #!/bin/bash
 * show_state
 * ```
 * ````
 * 10:1-10:11 unexpected call of `show_state`, expected a function that this script defines: another block does, and this one is a script of its own
 *
 * @example In the same session, in the same script, or out of a file
 * ````markdown
 * ```bash
 * show_state() {
 *   rabbitmqctl cluster_status
 * }
 * ```
 *
 * ```bash
 * show_state
 * ```
 *
 * ```bash
 * #!/bin/bash
 * source /opt/mail/lib.sh
 * show_state
 * ```
 * ````
 * none
 *
 * @example A program of the system or of one's own
 * ````markdown
 * ```bash
 * show_state() { pg_isready; }
 * show_state
 * lsb_release -a
 * deploy_tool status
 * ```
 * ````
 * none
 */
export const undefinedCommand: Rule = {
  kind: 'undefined-command',
  preset: 'default',
  *check(document): Iterable<Report> {
    if (!/\(\s*\)|\bfunction\b/.test(document.source.text)) return;
    const defined = functionsOf(document.commands);
    if (defined.size === 0) return;
    const sources = document.commands.some(({ name }) => /^(?:source|\.|alias)$/.test(name));
    for (const command of document.commands) {
      const { name, location, words, shell } = command;
      const [word] = words;
      if (word === undefined || !/^[a-z]+(?:_[a-z\d]+)+$/.test(name) || word.value !== name) continue;
      const elsewhere = defined.get(name);
      if (elsewhere === undefined ? sources || !verbs.test(name) || isProgram(document, name) : !isOfAnotherScript(shell, elsewhere))
        continue;
      yield {
        message: `unexpected call of \`${name}\`, expected a function that ${elsewhere === undefined ? 'the document defines' : 'this script defines: another block does, and this one is a script of its own'}`,
        location: word.location ?? location,
        hint:
          elsewhere === undefined
            ? 'Define it, or name the program and where it comes from.'
            : 'Take the #! line away, so that both are one session, or write the function into this block.',
      };
    }
  },
};

/** What functions of runbooks do; a program of such a name is one's own, and there is a function beside it. */
const verbs = /^(?:generate|create|make|get|fetch|run|send|notify|rotate|wait|verify|restore|cleanup|clean|enable|disable)_(?!nsca\b)/;

type Shells = ReadonlySet<ShellCommand['shell']>;

function functionsOf(commands: readonly ShellCommand[]): ReadonlyMap<string, Shells> {
  const found = new Map<string, Set<ShellCommand['shell']>>();
  for (const shell of new Set(commands.map(command => command.shell)))
    for (const { pipelines } of shell.list.chains)
      for (const stage of pipelines.flatMap(({ stages }) => stages))
        if (stage.type === 'compound' && stage.kind === 'function' && stage.name !== undefined)
          found.set(stage.name, (found.get(stage.name) ?? new Set()).add(shell));
  return found;
}

function isOfAnotherScript(shell: ShellCommand['shell'], definers: Shells): boolean {
  return (
    shell.origin === 'block' &&
    !definers.has(shell) &&
    /^\s*#!/.test(shell.block?.text ?? shell.text) &&
    !/(?:^|\n)\s*(?:source|\.)\s/.test(shell.text)
  );
}

function isProgram({ project }: CheckedDocument, name: string): boolean {
  return ['', 'bin/', 'scripts/'].some(
    folder => project.exists(`${project.root}/${folder}${name}`) || project.exists(`${project.root}/${folder}${name}.sh`),
  );
}
