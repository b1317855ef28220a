import { basename, dirname, join } from 'node:path';
import type { CheckedDocument } from '../document/checked-document.ts';

const usual = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
const overrides = ['compose.override.yaml', 'compose.override.yml', 'docker-compose.override.yaml', 'docker-compose.override.yml'];

export interface ComposeServices {
  readonly names: ReadonlySet<string>;
  /** Where they were read. */
  readonly from: string;
}

/** The services of a document's system: of its stack, or of the Compose file of its folder or one above; undefined where none is surely known. */
export function composeServices({ stack, project, file }: CheckedDocument): ComposeServices | undefined {
  if (stack !== undefined) return { names: new Set(stack.services.map(({ name }) => name)), from: basename(stack.files[0] ?? stack.name) };
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const files = [usual, overrides].flatMap(names =>
      names
        .map(name => join(folder, name))
        .filter(path => project.exists(path))
        .slice(0, 1),
    );
    const [first] = files;
    if (first !== undefined && usual.some(name => first.endsWith(name))) {
      const read = files.map(path => namesIn(project.read(path) ?? ''));
      return read.includes(undefined) ? undefined : { names: new Set(read.flatMap(names => names ?? [])), from: first };
    }
    if (folder === dirname(folder) || folder === project.root) return undefined;
  }
}

/** The keys below `services:`; undefined where other files are included, or where it is written in a way that lines do not tell. */
function namesIn(text: string): readonly string[] | undefined {
  const lines = text.split(/\r?\n/).filter(line => !/^\s*(?:#|$)/.test(line));
  const start = lines.findIndex(line => /^services\s*:\s*(?:#.*)?$/.test(line));
  if (start === -1 || lines.some(line => /^include\s*:/.test(line) || line.includes('\t'))) return undefined;
  const end = lines.findIndex((line, index) => index > start && /^\S/.test(line));
  const body = lines.slice(start + 1, end === -1 ? undefined : end);
  const indent = /^ +/.exec(body[0] ?? '')?.[0] ?? ' ';
  const keys = body.filter(line => line.startsWith(indent) && line[indent.length] !== ' ');
  const names = keys.map(line => /^["']?([\w.-]+)["']?\s*:/.exec(line.slice(indent.length))?.[1]);
  return names.every(name => name !== undefined) ? names : undefined;
}
