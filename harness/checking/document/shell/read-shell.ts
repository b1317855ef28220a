import { parseShell, type ShellNodeOf } from '../../../reading/shell/parse-shell.ts';
import { readCommand } from './read-command.ts';
import { readCompound } from './read-compound.ts';
import type { ShellInput, ShellReader } from './reader.ts';
import type { Shell, ShellChain, ShellCommand, ShellList, ShellPipeline, ShellStage } from './tree.ts';

/** Reads a shell text into a tree, with all that it runs in turn. Never throws for what the text says. */
export function readShell(input: ShellInput): Shell {
  const { origin, step, procedure, text, block, within, locate } = input;
  const commands: ShellCommand[] = [];
  const parsed = parseShell(withWords(text));
  const shell: { -readonly [Key in keyof Shell]: Shell[Key] } = {
    origin,
    step,
    procedure,
    text,
    commands,
    list: { chains: [], shell: undefined as unknown as Shell },
    errors: (parsed.errors ?? []).map(({ message, pos }) => ({ message, location: locate(pos, Math.min(pos + 1, text.length)) })),
    locate,
    ...(block === undefined ? {} : { block }),
    ...(within === undefined ? {} : { within }),
  };
  const listOf: ShellReader['listOf'] = (statements, part) => {
    const chains: ShellChain[] = [];
    const list: ShellList = { chains, shell, ...(part === undefined ? {} : { within: part }) };
    for (const [index, statement] of statements.entries()) chains.push(chainOf(statement, index, list, reader));
    return list;
  };
  const own: ShellReader['own'] = of => ({ text, locate, list: script => listOf(script.commands, { part: 'substitution', of }) });
  const list: ShellReader['list'] = script => listOf(script.commands, undefined);
  const reader: ShellReader = { text, locate, list, shell, input, commands, listOf, own, nested: readShell };
  shell.list = listOf(parsed.commands, undefined);
  return shell;
}

function chainOf(statement: ShellNodeOf<'Statement'>, index: number, list: ShellList, reader: ShellReader): ShellChain {
  const { command } = statement;
  const pipelines: ShellPipeline[] = [];
  const chain: ShellChain = {
    pipelines,
    background: statement.background === true,
    list,
    index,
  };
  const nodes = command.type === 'AndOr' ? command.commands : [command];
  for (const [at, node] of nodes.entries()) {
    const operator = command.type === 'AndOr' ? command.operators[at - 1] : undefined;
    pipelines.push(pipelineOf(node, { chain, index: at, ...(operator === undefined ? {} : { operator }) }, reader));
  }
  return chain;
}

type PipelineNode = Exclude<ShellNodeOf<'Statement'>['command'], ShellNodeOf<'AndOr'>>;

function pipelineOf(node: PipelineNode, place: Pick<ShellPipeline, 'chain' | 'index' | 'operator'>, reader: ShellReader): ShellPipeline {
  const stages: ShellStage[] = [];
  const pipeline: ShellPipeline = {
    stages,
    negated: node.type === 'Pipeline' && node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1,
    ...place,
  };
  for (const [index, stage] of (node.type === 'Pipeline' ? node.commands : [node]).entries())
    stages.push(stageOf(stage, pipeline, index, reader));
  return pipeline;
}

function stageOf(
  node: ShellNodeOf<'Pipeline'>['commands'][number],
  pipeline: ShellPipeline,
  index: number,
  reader: ShellReader,
): ShellStage {
  switch (node.type) {
    case 'Command':
    case 'TestCommand':
    case 'ArithmeticCommand':
      return readCommand({ node, redirects: [] }, pipeline, index, reader);
    case 'Redirected':
      return node.command.type === 'TestCommand' || node.command.type === 'ArithmeticCommand'
        ? readCommand({ node: node.command, redirects: node.redirects }, pipeline, index, reader)
        : readCompound({ node: node.command, redirects: node.redirects }, pipeline, index, reader);
    default:
      return readCompound({ node, redirects: [] }, pipeline, index, reader);
  }
}

/**
 * With `_host_` in place of `<host>`: a reader sees a word there, the shell two redirections. Only the tree is made of it, which keeps the
 * text as it is written; nothing moves.
 */
function withWords(text: string): string {
  return text.replaceAll(/(?<![<\d])<([A-Za-z](?:[\w :/-]*\w)?)>(?=[\s"'/:.,;)@-]|$)/gm, (placeholder, name: string) =>
    /\s\d+$/.test(name) ? placeholder : '_'.repeat(placeholder.length),
  );
}
