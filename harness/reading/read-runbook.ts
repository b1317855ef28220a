import { basename } from 'node:path';
import type { Root } from 'mdast';
import type { Problem } from '../model/problem.ts';
import type { Block, Placeholder, Runbook, UnfencedCommand } from '../model/runbook.ts';
import { digestOf } from '../support/digest.ts';
import { readBlock, type ReadBlock } from './runbook/block.ts';
import { choicesAmong } from './runbook/choices.ts';
import { readFrontMatter } from './runbook/front-matter.ts';
import { lostFences } from './runbook/lost-fences.ts';
import { asQuotes, isInMkDocs } from './runbook/mkdocs.ts';
import { outlineOf, textOf } from './runbook/outline.ts';
import { parseMarkdown } from './markdown/parse-markdown.ts';
import { mayHoldPlaceholders, placeholdersIn } from './runbook/placeholders.ts';
import { locateInScript, sourceOf, type Source } from './runbook/source.ts';
import { strayComments } from './runbook/stray-comments.ts';
import { isTask, taskBlock } from './runbook/task.ts';
import { uncalledFunctions } from './runbook/uncalled-functions.ts';
import { unfencedIn } from './runbook/unfenced.ts';

/** A Markdown file with the tree that it was understood from. */
export interface ReadMarkdown {
  readonly runbook: Runbook;
  readonly source: Source;
  /** Without front matter, whose lines are empty. */
  readonly tree: Root;
}

/**
 * Reads a Markdown file into procedures and steps, as a person would follow it. Never throws for what
 * the file says: what is wrong with it is among `problems`, each with its place.
 */
export function readRunbook(file: string, content: string | Uint8Array): Runbook {
  return readMarkdown(file, content).runbook;
}

/** The same, for what looks at the text itself. */
export function readMarkdown(file: string, content: string | Uint8Array): ReadMarkdown {
  const source = sourceOf(file, typeof content === 'string' ? content : new TextDecoder().decode(content));
  try {
    return understand(source, digestOf(content));
  } catch (thrown) {
    // Thousands of quotes or substitutions inside one another: nobody wrote that for a reader.
    if (!(thrown instanceof RangeError)) throw thrown;
    const location = { file, line: 1, column: 1 };
    const problem: Problem = {
      rule: 'too-deep',
      severity: 'error',
      message: 'unexpected nesting, expected a document that a person can follow',
      location,
    };
    const runbook: Runbook = {
      file,
      title: basename(file),
      digest: digestOf(content),
      frontMatter: {},
      procedures: [],
      blocks: [],
      unfenced: [],
      placeholders: [],
      problems: [problem],
    };
    return { runbook, source, tree: { type: 'root', children: [] } };
  }
}

function understand(source: Source, digest: string): ReadMarkdown {
  const { file } = source;
  const { frontMatter, problems: frontMatterProblems, lines, cwd } = readFrontMatter(source);
  // Front matter keeps its lines, so that all places stay true.
  const markdown = source.lines.map((line, index) => (index < lines ? '' : line));
  const tree = parseMarkdown(isInMkDocs(file) ? asQuotes(markdown) : markdown);
  const heading = tree.children.find(node => node.type === 'heading');
  const title = frontMatter.title ?? (heading === undefined ? basename(file) : textOf(heading));
  const { sections, items } = outlineOf(tree, source);
  const surroundings = { choices: choicesAmong(sections), ...(cwd === undefined ? {} : { folder: cwd }) };

  const read: { readonly block: Block; readonly found: ReadBlock['found']; readonly result?: ReadBlock['result'] }[] = [];
  const problems: Problem[] = [...frontMatterProblems, ...strayComments(items, source)];
  const unfenced: UnfencedCommand[] = [];
  const identify = identifier(problems);
  const add = ({ block, found, problems: own, result, dropped }: ReadBlock): void => {
    read.push({ block: identify(block), found, result });
    problems.push(...own);
    unfenced.push(...dropped);
  };
  for (const item of items) {
    if (item.kind === 'code') add(readBlock(item, source, surroundings));
    else if (item.kind === 'task') add(taskBlock(item, source));
    else if (item.kind === 'sentence') unfenced.push(...unfencedIn(item, source));
    if (item.kind !== 'task') problems.push(...lostFences(item, source));
  }
  problems.push(...uncalledFunctions(read));
  const blocks = withExpectedOutput(read, problems);
  // A sentence that names what the block below it does asks for nothing more.
  const inline = unfenced.filter(
    command =>
      command.dropped !== undefined ||
      !blocks.some(block => block.step && block.procedure === command.procedure && block.script.includes(command.text)),
  );
  const runbook: Runbook = {
    file,
    title,
    digest,
    frontMatter,
    procedures: sections.map(section => section.procedure),
    blocks,
    unfenced: inline,
    placeholders: [
      ...blocks.filter(block => block.step).flatMap(block => placeholdersOf(block, source)),
      ...inline.flatMap(placeholdersOfInline),
    ].toSorted((one, other) => one.location.line - other.location.line || one.location.column - other.location.column),
    problems: problems.toSorted((one, other) => one.location.line - other.location.line || one.location.column - other.location.column),
  };
  return { runbook, source, tree };
}

/** Gives each block its id: its name, else its procedure and its place in it. */
function identifier(problems: Problem[]): (block: ReadBlock['block']) => Block {
  const ordinals = new Map<string, number>();
  const taken = new Map<string, Block>();
  return unnamed => {
    const {
      procedure,
      attributes: { name },
    } = unnamed;
    const ordinal = (ordinals.get(procedure) ?? 0) + 1;
    ordinals.set(procedure, ordinal);
    const block: Block = { ...unnamed, id: name ?? `${procedure === '' ? 'top' : procedure}/${ordinal}` };
    const twin = taken.get(block.id);
    if (twin === undefined) taken.set(block.id, block);
    else
      problems.push({
        rule: 'duplicate-name',
        severity: 'error',
        message: `unexpected second step "${block.id}", expected another name than that of the step at line ${twin.location.line}`,
        location: block.attributeLocations.name ?? block.location,
      });
    return block;
  };
}

/** An `output` fence, or a block below another tool's comment, says what the step before it prints. */
function withExpectedOutput(
  read: readonly { readonly block: Block; readonly result?: ReadBlock['result'] }[],
  problems: Problem[],
): readonly Block[] {
  const code = read.filter(({ block }) => block.language !== 'person' || !isTask(block));
  const printed = new Map<Block, Partial<Block>>();
  for (const [index, { block, result }] of code.entries()) {
    const before = code[index - 1]?.block;
    if (block.lang !== 'output' && result === undefined) continue;
    if (before?.step === true && before.procedure === block.procedure) printed.set(before, expectationOf(before, block, result));
    else
      problems.push({
        rule: 'stray-output',
        severity: 'warning',
        message: 'unexpected output fence, expected it right behind the step that prints it',
        location: block.location,
        hint: 'Without a step before it, below the same heading, it expects nothing.',
      });
  }
  return read.map(({ block }) => ({ ...block, ...printed.get(block) }));
}

function expectationOf(step: Block, output: Block, directive: ReadBlock['result']): Partial<Block> {
  if (directive?.result === 'uncompared') return {};
  if (directive?.pattern !== undefined && step.attributes.expect === undefined)
    return {
      attributes: { ...step.attributes, expect: directive.pattern },
      attributeLocations: { ...step.attributeLocations, expect: output.location },
    };
  return { expectedOutput: { lines: output.text.split('\n'), location: output.location } };
}

function placeholdersOf(block: Block, source: Source): readonly Placeholder[] {
  if (!mayHoldPlaceholders(block.script)) return [];
  return block.script.split('\n').flatMap((line, index) =>
    placeholdersIn(line).map(({ text, at }) => ({
      text,
      block: block.id,
      location: locateInScript(source, block.scriptLines[index] ?? block.location.line, line, at),
    })),
  );
}

function placeholdersOfInline({ text, procedure, location }: UnfencedCommand): readonly Placeholder[] {
  // The code's place is that of its backtick.
  return placeholdersIn(text).map(({ text: placeholder, at }) => ({
    text: placeholder,
    block: procedure,
    location: { file: location.file, line: location.line, column: location.column + 1 + at },
  }));
}
