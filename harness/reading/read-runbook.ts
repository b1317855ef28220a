import { remark } from 'remark';
import type { Problem } from '../model/problem.ts';
import type { Block, Placeholder, Runbook, UnfencedCommand } from '../model/runbook.ts';
import { digestOf } from '../support/digest.ts';
import { readBlock, type ReadBlock } from './runbook/block.ts';
import { readFrontMatter } from './runbook/front-matter.ts';
import { lostFences } from './runbook/lost-fences.ts';
import { outlineOf } from './runbook/outline.ts';
import { placeholdersIn } from './runbook/placeholders.ts';
import { sourceOf } from './runbook/source.ts';
import { taskBlock } from './runbook/task.ts';
import { unfencedIn } from './runbook/unfenced.ts';

/**
 * Reads a Markdown file into procedures and steps, as a person would follow it. Never throws for what
 * the file says: what is wrong with it is among `problems`, each with its place.
 */
export function readRunbook(file: string, content: string | Uint8Array): Runbook {
  const source = sourceOf(file, typeof content === 'string' ? content : new TextDecoder().decode(content));
  const { frontMatter, problems: frontMatterProblems, lines } = readFrontMatter(source);
  // Front matter keeps its lines, so that all places stay true.
  const tree = remark().parse(source.lines.map((line, index) => (index < lines ? '' : line)).join('\n'));
  const heading = tree.children.find(node => node.type === 'heading');
  const title = frontMatter.title ?? source.lines[(heading?.position?.start.line ?? 0) - 1]?.replace(/^#+\s*/, '') ?? file;
  const { sections, items } = outlineOf(tree, source, title);

  const problems: Problem[] = [...frontMatterProblems];
  const blocks: Block[] = [];
  const unfenced: UnfencedCommand[] = [];
  const placeholders: Placeholder[] = [];
  const ordinals = new Map<string, number>();
  const ids = new Map<string, Block>();
  const add = (read: ReadBlock): void => {
    const { procedure } = read.block;
    const ordinal = (ordinals.get(procedure) ?? 0) + 1;
    ordinals.set(procedure, ordinal);
    const block: Block = { ...read.block, id: read.block.attributes.name ?? `${procedure === '' ? 'top' : procedure}/${ordinal}` };
    const twin = ids.get(block.id);
    if (twin !== undefined) problems.push({ rule: 'duplicate-name', severity: 'error', message: `unexpected second step "${block.id}", expected another name than the step's at line ${twin.location.line}`, location: block.attributeLocations.name ?? block.location });
    ids.set(block.id, block);
    blocks.push(block);
    problems.push(...read.problems);
    if (block.step) placeholders.push(...placeholdersOf(block));
  };
  for (const item of items) {
    if (item.kind === 'code') add(readBlock(item, source));
    else if (item.kind === 'task') add(taskBlock(item, source));
    else if (item.kind === 'sentence') unfenced.push(...unfencedIn(item, source));
    if (item.kind === 'code' || item.kind === 'html') problems.push(...lostFences(item, source));
  }
  return {
    file, title, digest: digestOf(content), frontMatter, procedures: sections.map(section => section.procedure), blocks: withExpectedOutput(blocks), unfenced, placeholders,
    problems: problems.toSorted((one, other) => one.location.line - other.location.line || one.location.column - other.location.column),
  };
}

/** An `output` fence says what the step before it prints. */
function withExpectedOutput(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block, index) => {
    const next = blocks[index + 1];
    if (!block.step || next?.lang !== 'output' || next.procedure !== block.procedure) return block;
    return { ...block, expectedOutput: { lines: next.text.split('\n'), location: next.location } };
  });
}

function placeholdersOf(block: Block): readonly Placeholder[] {
  return block.script.split('\n').flatMap((line, index) => placeholdersIn(line).map(({ text, at }) => {
    const fileLine = block.scriptLines[index] ?? block.location.line;
    const statement = block.statements.find(one => one.location.line === fileLine);
    return { text, block: block.id, location: { file: block.location.file, line: fileLine, column: (statement?.location.column ?? block.location.column) + at } };
  }));
}
