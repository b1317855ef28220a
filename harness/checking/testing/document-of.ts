import { normalize } from 'node:path';
import type { LookedUpStack } from '../../model/stack-contents.ts';
import { readMarkdown } from '../../reading/read-runbook.ts';
import { anchorsOf } from '../../reading/runbook/anchors.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import { readDocument } from '../document/read-document.ts';
import { blocksOf, type Project } from '../document/project.ts';

/** The first of some files as rules see it, with the others beside it, and the stack that it is for. */
export function documentOf(files: readonly { readonly name: string; readonly text: string }[], stack?: LookedUpStack): CheckedDocument {
  const [first] = files;
  if (first === undefined) throw new Error('unexpected end of the example, expected a document');
  const read = files.filter(({ name }) => name.endsWith('.md')).map(({ name, text }) => readMarkdown(name, text));
  const textOf = (path: string): string | undefined => files.find(({ name }) => name === normalize(path))?.text;
  const project: Project = {
    root: '.',
    exists: path => files.some(({ name }) => name === normalize(path) || name.startsWith(`${normalize(path)}/`)) || normalize(path) === '.',
    read: textOf,
    anchorsOf: path => {
      const page = read.find(({ runbook }) => runbook.file === normalize(path));
      return page === undefined ? undefined : new Set(anchorsOf(page.runbook, page.source.text).keys());
    },
    blocks: read.map(({ runbook }) => blocksOf(runbook)),
  };
  return readDocument(read[0] ?? readMarkdown(first.name, first.text), project, stack);
}
