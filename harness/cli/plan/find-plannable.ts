import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { nearest } from '../../support/nearest.ts';
import { findScenarios } from '../find-scenarios.ts';
import { usageError } from '../read-arguments.ts';
import { teamFolders } from '../team-folders.ts';

export interface Plannable {
  readonly runbooks: readonly string[];
  readonly scenarios: readonly string[];
  /** Tags that choose among the scenarios; empty for all. */
  readonly tags: readonly string[];
}

const isMarkdown = (file: string): boolean => /\.(md|markdown)$/i.test(file);

/**
 * What a person asked to plan: runbooks (`.md`), scenarios, folders with either, tags. Nothing means all scenarios below
 * `scenarios`, also of the teams below; where there are none, all runbooks below `runbooks`.
 * @throws {HarnessError} `usage` for what is none of these, with the nearest file's name.
 */
export function findPlannable(asked: readonly string[], cwd: string): Plannable {
  if (asked.length === 0) {
    const { files } = findScenarios([], cwd);
    const runbooks = files.length === 0 ? teamFolders('runbooks', cwd).flatMap(folder => markdownBelow(folder, cwd)) : [];
    return { scenarios: files, runbooks, tags: [] };
  }
  const runbooks: string[] = [];
  const others: string[] = [];
  for (const one of asked) {
    const path = resolve(cwd, one);
    if (existsSync(path) && statSync(path).isDirectory()) {
      runbooks.push(...markdownBelow(path, cwd));
      others.push(one);
    } else if (isMarkdown(one)) {
      if (!existsSync(path)) throw missing(one, path);
      runbooks.push(shown(path, cwd));
    } else others.push(one);
  }
  const { files, tags } = others.length === 0 ? { files: [], tags: [] } : findScenarios(others, cwd);
  return { runbooks: [...new Set(runbooks)], scenarios: files, tags };
}

function markdownBelow(folder: string, cwd: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && isMarkdown(entry.name) && !entry.parentPath.split('/').includes('node_modules'))
    .map(entry => shown(join(entry.parentPath, entry.name), cwd))
    .sort();
}

function missing(asked: string, path: string): Error {
  const folder = dirname(path);
  const near = existsSync(folder) ? nearest(basename(path), readdirSync(folder).filter(isMarkdown)) : undefined;
  return usageError(
    `unexpected runbook "${asked}", expected ${near === undefined ? 'a file that exists' : `"${join(dirname(asked), near)}"`}`,
  );
}

/** As a person would type it. */
function shown(path: string, cwd: string): string {
  const below = relative(cwd, path);
  return below.startsWith('..') ? path : below;
}
