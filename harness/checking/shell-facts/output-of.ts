import { isSubstituted, outermost } from '../document/shell/ask.ts';
import type { ShellCommand, ShellRedirect } from '../document/shell/tree.ts';

/** Where what a command prints goes. */
export type Output = 'shown' | 'piped' | 'captured' | 'file' | 'discarded';

/** What a command prints is for the reader, for the next command, for a word, for a file, or for nobody. */
export function outputOf(command: ShellCommand): Output {
  const target = outermost(command).redirects.findLast(({ operator, descriptor }) => isOutput(operator) && (descriptor ?? 1) === 1)?.target;
  if (target !== undefined) return target.value === '/dev/null' ? 'discarded' : /^[&\d]/.test(target.value) ? 'shown' : 'file';
  if (command.index < command.pipeline.stages.length - 1) return 'piped';
  return isSubstituted(command) ? 'captured' : 'shown';
}

/** Whether errors are thrown away, too. */
export function hidesErrors(command: ShellCommand): boolean {
  const { redirects } = outermost(command);
  const discards = ({ target }: ShellRedirect): boolean => target?.value === '/dev/null';
  return redirects.some(
    redirect =>
      ((redirect.operator === '&>' || redirect.operator === '&>>') && discards(redirect)) ||
      (redirect.descriptor === 2 && isOutput(redirect.operator) && discards(redirect)) ||
      (redirect.descriptor === 2 && redirect.operator === '>&' && redirect.target?.value === '1' && outputOf(command) === 'discarded'),
  );
}

function isOutput(operator: ShellRedirect['operator']): boolean {
  return operator === '>' || operator === '>>' || operator === '>|' || operator === '&>' || operator === '&>>';
}
