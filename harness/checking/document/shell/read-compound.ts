import type { ShellNode, ShellNodeOf } from '../../../reading/shell/parse-shell.ts';
import { readRedirect, type RedirectNode } from './read-redirect.ts';
import { readWord } from './read-word.ts';
import type { ShellReader } from './reader.ts';
import type { ShellCompound, ShellList, ShellPipeline, ShellWord } from './tree.ts';

/** What of a compound command differs by its kind; bodies are filled in later, for they point at it. */
interface Shape {
  readonly kind: ShellCompound['kind'];
  readonly name?: string | undefined;
  readonly conditions?: readonly ShellNode[];
  readonly bodies: readonly ShellNode[];
  readonly words?: readonly ShellNodeOf<'Word'>[];
  readonly patterns?: readonly (readonly ShellNodeOf<'Word'>[])[];
}

/** A loop, a condition, a group, a function. */
export function readCompound(
  { node, redirects }: { readonly node: ShellNode; readonly redirects: readonly RedirectNode[] },
  pipeline: ShellPipeline,
  index: number,
  reader: ShellReader,
): ShellCompound {
  const shape = shapeOf(node);
  const conditions: ShellList[] = [];
  const bodies: ShellList[] = [];
  const words: ShellWord[] = [];
  const patterns: (readonly ShellWord[])[] = [];
  const all: ReturnType<typeof readRedirect>[] = [];
  const compound: ShellCompound = {
    type: 'compound',
    kind: shape.kind,
    ...(shape.name === undefined ? {} : { name: shape.name }),
    conditions,
    bodies,
    words,
    patterns,
    redirects: all,
    location: reader.locate(node.pos, node.end),
    pipeline,
    index,
    shell: reader.shell,
  };
  const own = reader.own(compound);
  words.push(...(shape.words ?? []).map(word => readWord(word, own)));
  patterns.push(...(shape.patterns ?? []).map(of => of.map(word => readWord(word, own))));
  // In the order of the text: each condition before what it decides on.
  const count = Math.max(shape.bodies.length, shape.conditions?.length ?? 0);
  for (let at = 0; at < count; at++) {
    const [condition, body] = [shape.conditions?.[at], shape.bodies[at]];
    if (condition !== undefined) conditions.push(reader.listOf(statementsOf(condition), { part: 'condition', of: compound }));
    if (body !== undefined) bodies.push(reader.listOf(statementsOf(body), { part: 'body', of: compound }));
  }
  all.push(...redirects.map(redirect => readRedirect(redirect, own)));
  return compound;
}

function shapeOf(node: ShellNode): Shape {
  switch (node.type) {
    case 'If':
      return {
        kind: 'if',
        conditions: [node.clause, ...node.elif.map(({ clause }) => clause)],
        bodies: [node.then, ...node.elif.map(({ then }) => then), ...(node.else === undefined ? [] : [node.else])],
      };
    case 'While':
      return { kind: node.kind, conditions: [node.clause], bodies: [node.body] };
    case 'For':
      return { kind: 'for', name: node.name.value, words: node.wordlist ?? [], bodies: [node.body] };
    case 'Select':
      return { kind: 'select', name: node.name.value, words: node.wordlist ?? [], bodies: [node.body] };
    case 'ArithmeticFor':
      return { kind: 'for', bodies: [node.body] };
    case 'Case':
      return {
        kind: 'case',
        words: [node.word],
        bodies: node.items.map(({ body }) => body),
        patterns: node.items.map(({ pattern }) => pattern),
      };
    case 'Function':
      return { kind: 'function', name: node.name.value, bodies: bodyOf(node.body) };
    case 'Coproc':
      return { kind: 'coproc', name: node.name?.value, bodies: bodyOf(node.body) };
    case 'Subshell':
      return { kind: 'subshell', bodies: [node.body] };
    case 'BraceGroup':
      return { kind: 'group', bodies: [node.body] };
    default:
      return { kind: 'group', bodies: [] };
  }
}

/** The braces around a function's commands say nothing of their own. */
function bodyOf(body: ShellNode): readonly ShellNode[] {
  if (body.type === 'BraceGroup') return [body.body];
  return [body.type === 'Redirected' && body.command.type === 'BraceGroup' ? body.command.body : body];
}

function statementsOf(node: ShellNode): readonly ShellNodeOf<'Statement'>[] {
  if (node.type === 'CompoundList' || node.type === 'Script') return node.commands;
  return [{ type: 'Statement', pos: node.pos, end: node.end, command: node as ShellNodeOf<'Statement'>['command'], background: undefined }];
}
