import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Location } from '../../model/location.ts';
import type { Problem } from '../../model/problem.ts';
import { messageOf } from '../../support/harness-error.ts';
import { readYaml, type Path, type YamlDocument } from '../yaml/read-yaml.ts';
import type { Places } from '../yaml/validate.ts';
import { interpolate, interpolateAll, readEnvFile } from './interpolate.ts';
import { mergeCompose } from './merge.ts';

export interface MergedCompose {
  readonly value: Readonly<Record<string, unknown>>;
  readonly places: Places;
  /** All files that were read, `include` as well. */
  readonly files: readonly string[];
  readonly texts: readonly string[];
  readonly problems: readonly Problem[];
}

/** Reads Compose files with what they include, interpolates and merges them. Variables come from `.env` beside the first file and from nowhere else. */
export function readComposeFiles(files: readonly string[]): MergedCompose {
  const problems: Problem[] = [];
  const documents: YamlDocument[] = [];
  const texts: string[] = [];
  const read: string[] = [];
  const folder = dirname(files[0] ?? '.');
  const variables = readEnvFile(textOf(join(folder, '.env')) ?? '');
  const visit = (file: string, from?: Location): void => {
    if (read.includes(resolve(file))) return;
    read.push(resolve(file));
    const text = textOf(file);
    if (text === undefined) {
      problems.push({ rule: 'missing-file', severity: 'error', message: `unexpected file "${file}", expected one that exists`, location: from ?? { file, line: 1, column: 1 } });
      return;
    }
    const { document, problems: invalid } = readYaml(file, text);
    problems.push(...invalid);
    if (document === undefined) return;
    const included = (document.value as { include?: unknown } | null)?.include;
    for (const [index, entry] of (Array.isArray(included) ? (included as unknown[]) : []).entries()) {
      const path = typeof entry === 'string' ? entry : (entry as { path?: string } | null)?.path;
      if (typeof path === 'string') visit(join(dirname(file), path), document.at(['include', index]));
    }
    texts.push(text);
    documents.push(document);
  };
  for (const file of files) visit(file);

  let value: unknown = {};
  for (const document of documents) {
    const own = interpolateAll(document.value, [], (text, path) => interpolate(text, variables, ({ name, message }) => {
      problems.push({ rule: 'missing-variable', severity: 'error', message: `unexpected absence of the variable ${name}${message === '' ? '' : `: ${message}`}`, location: document.at(path), hint: 'Set it in the .env file beside the Compose file.' });
    }));
    if (own === null || typeof own !== 'object' || Array.isArray(own)) {
      problems.push({ rule: 'type', severity: 'error', message: 'unexpected content, expected a Compose file with `services`', location: document.at([]) });
      continue;
    }
    value = mergeCompose(value, own);
  }
  return { value: value as Record<string, unknown>, places: placesIn(documents), files: read, texts, problems };
}

/** A later file's place wins, as its value does. */
function placesIn(documents: readonly YamlDocument[]): Places {
  const find = (path: Path): YamlDocument | undefined => {
    for (let length = path.length; length > 0; length--) {
      const found = documents.findLast(document => document.has(path.slice(0, length)));
      if (found !== undefined) return found;
    }
    return documents[0];
  };
  const nowhere = { file: '', line: 1, column: 1 };
  return { at: path => find(path)?.at(path) ?? nowhere, keyAt: path => find(path)?.keyAt(path) ?? nowhere };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${file} cannot be read: ${messageOf(thrown)}`, { cause: thrown });
  }
}
