import type { ShellNodeOf } from '../../../reading/shell/parse-shell.ts';
import { readWord, substitutionsIn, type WordReader } from './read-word.ts';
import type { ShellRedirect } from './tree.ts';

export type RedirectNode = ShellNodeOf<'Redirect'> | ShellNodeOf<'HereString'> | ShellNodeOf<'HereDoc'>;

/** A redirection; a here-document's text stands below the line that it belongs to. */
export function readRedirect(node: RedirectNode, reader: WordReader): ShellRedirect {
  const descriptor = node.descriptor?.type === 'FileDescriptor' ? { descriptor: node.descriptor.value } : {};
  const location = reader.locate(node.pos, node.end);
  if (node.type !== 'HereDoc')
    return {
      operator: node.operator,
      ...descriptor,
      location,
      ...(node.target === undefined ? {} : { target: readWord(node.target, reader) }),
    };
  const { body, delimiter } = node;
  substitutionsIn(body, reader);
  return {
    operator: node.operator,
    ...descriptor,
    location,
    document: {
      text: reader.text.slice(body.pos, body.end),
      quoted: delimiter?.quoted === true,
      from: body.pos,
      location: reader.locate(body.pos, Math.max(body.pos, body.end - 1)),
    },
  };
}
