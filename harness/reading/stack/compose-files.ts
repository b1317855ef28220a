import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Location } from '../../model/location.ts';
import type { Problem } from '../../model/problem.ts';
import type { StackSource } from '../../model/stack.ts';
import { digestOf } from '../../support/digest.ts';
import type { Path } from '../yaml/path.ts';
import { readYaml, type YamlDocument } from '../yaml/read-yaml.ts';
import type { Places } from '../yaml/validate.ts';
import { interpolate } from './interpolate.ts';
import { readEnvFile } from './env-file.ts';
import { mergeWritten, placesIn, plain, writtenAt, writtenIn, type Written } from './merge.ts';

export interface MergedCompose {
  readonly value: Readonly<Record<string, unknown>>;
  readonly places: Places;
  /** Folder that relative paths at a place are meant from: the first file's, or an included file's own. */
  readonly folderAt: (path: Path) => string;
  readonly texts: readonly string[];
  /** All files that were read, in this order and each once: what is included and `.env` files as well. */
  readonly sources: readonly StackSource[];
  readonly problems: readonly Problem[];
}

/** Tags with which a later Compose file takes away, or replaces, what an earlier one said. */
const composeTags = ['!reset', '!override'];

/** Texts of files that are proposed and not on disk yet, by their full path. */
export type Unwritten = ReadonlyMap<string, string>;

/** Reads Compose files with what they include, interpolates and merges them. Variables come from `.env` beside the files and from nowhere else. */
export function readComposeFiles(files: readonly string[], unwritten: Unwritten = new Map()): MergedCompose {
  const problems: Problem[] = [];
  const texts: string[] = [];
  const sources = new Map<string, string>();
  const read = new Set<string>();
  const folders = new Map<YamlDocument, string>();
  const folder = dirname(files[0] ?? '.');
  let merged: Written | undefined;
  const visit = (file: string, base: string, from?: Location): void => {
    if (read.has(resolve(file))) return;
    read.add(resolve(file));
    const text = unwritten.get(resolve(file)) ?? textOf(file);
    if (typeof text !== 'string') {
      problems.push({
        rule: 'missing-file',
        severity: 'error',
        message: `unexpected file "${file}" (${text.because}), expected one that can be read`,
        location: from ?? { file, line: 1, column: 1 },
      });
      return;
    }
    const { document, problems: invalid } = readYaml(file, text, composeTags);
    problems.push(...invalid);
    if (document === undefined) return;
    if (document.value === null || typeof document.value !== 'object' || Array.isArray(document.value)) {
      problems.push({
        rule: 'type',
        severity: 'error',
        message: 'unexpected content, expected a Compose file with `services`',
        location: document.at([]),
      });
      return;
    }
    for (const { path, base: theirs, location } of includesOf(document)) visit(path, theirs, location);
    texts.push(text, ...[...new Set([base, folder])].flatMap(one => textIn(one) ?? []));
    sources.set(file, digestOf(text));
    for (const one of [base, folder]) {
      const variables = textIn(one);
      if (variables !== undefined) sources.set(join(one, '.env'), digestOf(variables));
    }
    folders.set(document, base);
    const own = writtenIn(document, document.value, [], interpolated(document, variablesOf(base, folder), problems));
    merged = merged === undefined ? own : mergeWritten(merged, own);
  };
  for (const file of files) visit(file, folder);
  if (merged === undefined) {
    const nowhere = { file: files[0] ?? '', line: 1, column: 1 };
    return { value: {}, places: { at: () => nowhere, keyAt: () => nowhere }, folderAt: () => folder, texts, sources: [], problems };
  }
  const root = merged;
  return {
    value: plain(root) as Record<string, unknown>,
    places: placesIn(root),
    folderAt: path => folders.get(writtenAt(root, path).written.document) ?? folder,
    texts,
    sources: [...sources].map(([file, digest]) => ({ file, digest })),
    problems,
  };
}

interface Include {
  readonly path: string;
  readonly base: string;
  readonly location: Location;
}

/** `include:` in its short and long form. */
function includesOf(document: YamlDocument): readonly Include[] {
  const { include } = document.value as { include?: unknown };
  const here = dirname(document.file);
  return (Array.isArray(include) ? (include as unknown[]) : []).flatMap((entry, index) => {
    const { path, project_directory: base } = (typeof entry === 'object' && entry !== null ? entry : { path: entry }) as {
      path?: unknown;
      project_directory?: string;
    };
    return [path]
      .flat()
      .filter(one => typeof one === 'string')
      .map(one => ({
        path: join(here, one),
        base: typeof base === 'string' ? join(here, base) : dirname(join(here, one)),
        location: document.at(['include', index]),
      }));
  });
}

/** An included file has its folder's `.env`, but what the first file's says goes first. */
function variablesOf(base: string, folder: string): Readonly<Record<string, string>> {
  return { ...readEnvFile(textIn(base) ?? ''), ...readEnvFile(textIn(folder) ?? '') };
}

/** Text of a folder's `.env`, where there is one. */
function textIn(folder: string): string | undefined {
  const text = textOf(join(folder, '.env'));
  return typeof text === 'string' ? text : undefined;
}

function interpolated(
  document: YamlDocument,
  variables: Readonly<Record<string, string>>,
  problems: Problem[],
): (text: string, path: Path) => string {
  const hint = "Set it in the .env file beside the Compose file; nothing comes from this machine's environment.";
  return (text, path) =>
    interpolate(text, variables, {
      missing: (name, message) =>
        problems.push({
          rule: 'missing-variable',
          severity: 'error',
          message: `unexpected absence of the variable ${name}${message === '' ? '' : ` (${message})`}, expected a value`,
          location: document.at(path),
          hint,
        }),
      blank: name =>
        problems.push({
          rule: 'blank-variable',
          severity: 'warning',
          message: `unexpected absence of the variable ${name}, expected a value: it is replaced by nothing`,
          location: document.at(path),
          hint: `${hint} A dollar sign that is meant for the shell is written $$.`,
        }),
      malformed: part =>
        problems.push({
          rule: 'interpolation',
          severity: 'error',
          message: `unexpected "${part}", expected a variable such as \${NAME}`,
          location: document.at(path),
          hint: 'A dollar sign that is meant as one is written $$.',
        }),
    });
}

function textOf(file: string): string | { readonly because: string } {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    return { because: code === 'ENOENT' ? 'there is none' : code === 'EISDIR' ? 'a folder' : (code ?? 'unreadable') };
  }
}
