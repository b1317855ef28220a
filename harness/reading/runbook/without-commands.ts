import { forEachChild, parseShell, type ShellNode } from '../shell/parse-shell.ts';
import { isLooking } from './guess-role.ts';
import { wordsOf } from './statements.ts';

/** What only changes the shell itself, or what a script decides by. */
const ofTheShell: ReadonlySet<string> = new Set(
  `. : [ alias break builtin cd continue declare dirs exit export false getopts let local mapfile popd pushd read readarray readonly return
  set shift shopt source test trap true typeset ulimit umask unalias unset wait`.split(/\s+/),
);

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * A script as if its reader had left its commands out: assignments, functions, `cd` and `export` are as before, what else it calls is
 * replaced by `:`, which prints nothing and ends with 0. What an assignment asks of a command that only looks, it still asks. A loop that would
 * then never end is left out whole. Lines keep their numbers.
 */
export function withoutCommands(script: string): string {
  const edits: Edit[] = [];
  leaveOut(parseShell(script), script, edits);
  return edits
    .toSorted((one, other) => other.from - one.from)
    .reduce((text, { from, to, text: put }) => text.slice(0, from) + put + text.slice(to), script);
}

function leaveOut(node: ShellNode, script: string, edits: Edit[]): void {
  // A function that is defined here may be called in another step.
  if (node.type === 'Function') return;
  if (node.type === 'While' && neverEnds(node)) return void edits.push(silence(node, script));
  if (node.type === 'Command' && !staysAsItIs(node)) return void edits.push(silence(node, script));
  forEachChild(node, child => {
    if (node.type === 'Assignment' || isWithinValue(child)) leaveOutActing(child, script, edits);
    else leaveOut(child, script, edits);
  });
}

/** In a value whose commands only look nothing is left out. */
function leaveOutActing(node: ShellNode, script: string, edits: Edit[]): void {
  if (node.type === 'CommandExpansion' && commandsIn(node).every(words => isLooking(words))) return;
  if (node.type === 'Command' && !isLooking(wordsOf(node))) return void edits.push(silence(node, script));
  forEachChild(node, child => leaveOutActing(child, script, edits));
}

function isWithinValue({ type }: ShellNode): boolean {
  return type === 'Word' || type === 'Assignment';
}

/** Redirections to files are deeds, too. */
function staysAsItIs(node: ShellNode): boolean {
  const [name] = wordsOf(node);
  let writes = false;
  forEachChild(node, child => {
    writes ||= child.type === 'Redirect' && /^(>|>>|>\||&>|&>>)$/.test(child.operator);
  });
  return name === undefined ? !writes : ofTheShell.has(name) && !writes;
}

/** Nothing that is left of the loop can end it: what it waits for is left out, and so is what would have made it true. */
function neverEnds(node: ShellNode): boolean {
  let condition: ShellNode | undefined;
  forEachChild(node, child => void (condition ??= child));
  if (condition === undefined) return true;
  const asked = commandsIn(condition);
  const isLeft = asked.length > 0 && asked.every(([name = '']) => name === 'read');
  return !isLeft;
}

function commandsIn(node: ShellNode): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const visit = (inner: ShellNode): void => {
    if (inner.type === 'Command') found.push(wordsOf(inner));
    forEachChild(inner, visit);
  };
  visit(node);
  return found;
}

/** `:` in its place, with as many lines, and with the documents that follow it and would else be read as commands. */
function silence({ pos, end }: ShellNode, script: string): Edit {
  const text = script.slice(pos, end);
  const documents = [...text.matchAll(/(?<!<)<<-?\s*(?:'[^'\n]+'|"[^"\n]+"|\\?[\w.]+)/g)].map(([redirection]) => ` ${redirection}`);
  return { from: pos, to: end, text: `:${documents.join('')}${' \\\n'.repeat(text.split('\n').length - 1)}` };
}
