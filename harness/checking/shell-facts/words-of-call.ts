import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';

/** What a command is given that is no option: of `docker compose -f a.yml exec db`, with `-f` taking a value, `compose exec db`. */
export function operandsOf({ args }: Pick<ShellCommand, 'args'>, withValue: RegExp = /^$/): readonly ShellWord[] {
  const operands: ShellWord[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (word === undefined) break;
    if (withValue.test(word.value)) at++;
    else if (word.value === '--') return [...operands, ...args.slice(at + 1)];
    else if (!/^-./.test(word.value)) operands.push(word);
  }
  return operands;
}

/** The words of a call to Docker Compose behind its own options, in either spelling; undefined for other commands. */
export function composeCall(command: ShellCommand): readonly ShellWord[] | undefined {
  const isPlugin = /^(?:docker|podman)$/.test(command.name) && command.args[0]?.value === 'compose';
  if (!isPlugin && !/^(?:docker|podman)-compose$/.test(command.name)) return undefined;
  const args = isPlugin ? command.args.slice(1) : command.args;
  let at = 0;
  while (args[at]?.value.startsWith('-') === true)
    at += /^-[fp]$|^--(?:file|project-name|profile|env-file|project-directory)$/.test(args[at]?.value ?? '') ? 2 : 1;
  return args.slice(at);
}
