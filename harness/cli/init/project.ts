import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Runbook } from '../../model/runbook.ts';
import type { RunbookToDrill } from '../../proposing/propose-scenarios.ts';
import { actingProcedures } from '../../planning/select-steps.ts';
import { readRunbook } from '../../reading/read-runbook.ts';
import { findStacks, type FoundStack } from '../project/find-stacks.ts';
import { projectFiles } from '../project/project-files.ts';
import { runbookChance } from './looks-like-runbook.ts';

export type FoundRunbook = RunbookToDrill;

/** What a repository has that drills can be made of. */
export interface Project {
  readonly stacks: readonly FoundStack[];
  readonly runbooks: readonly FoundRunbook[];
  /** Markdown files that hold no procedure that acts. */
  readonly looked: number;
  /** Runbooks that a scenario names already, by their full path. */
  readonly drilled: ReadonlySet<string>;
}

const mostBytes = 1024 * 1024;

/** Looks through a repository's files. Paths are relative to it. */
export function lookAt(root: string, shown: (file: string) => string): Project {
  const files = projectFiles(root);
  const markdown = files
    .filter(file => /\.(?:md|markdown)$/i.test(file) && runbookChance(file) > 0 && statSync(join(root, file)).size <= mostBytes)
    .toSorted((one, other) => runbookChance(other) - runbookChance(one));
  const runbooks = markdown.flatMap(file => {
    const runbook = readRunbook(shown(file), readFileSync(join(root, file)));
    const all = actingProcedures(runbook);
    const told = new Set(all.filter(({ id }) => toldToAct(runbook, id)));
    const acting = runbookChance(file) === 2 ? all : all.filter(one => told.has(one));
    return acting.length === 0 ? [] : [{ runbook, acting, told, single: all.length === 1 }];
  });
  return { stacks: findStacks(files), runbooks, looked: markdown.length, drilled: drilledIn(root, files) };
}

/** Whether somebody wrote that it acts: elsewhere than in runbooks, a block that only looks like an action is often an installation. */
function toldToAct({ blocks, procedures }: Runbook, id: string): boolean {
  const below = new Set([id]);
  for (const { id: one, parent } of procedures) if (parent !== undefined && below.has(parent)) below.add(one);
  return blocks.some(({ procedure, role, roleFrom, step }) => step && role === 'act' && roleFrom !== 'guess' && below.has(procedure));
}

function drilledIn(root: string, files: readonly string[]): ReadonlySet<string> {
  return new Set(
    files
      .filter(file => /\.ya?ml$/.test(file) && statSync(join(root, file)).size <= mostBytes)
      .flatMap(file => {
        const runbook = /^(?:runbook|"runbook"|'runbook')\s*:\s*["']?([^"'\n#]+?)["']?\s*(?:#.*)?$/m.exec(
          readFileSync(join(root, file), 'utf8'),
        )?.[1];
        const path = runbook === undefined ? undefined : resolve(root, dirname(file), runbook);
        return path !== undefined && existsSync(path) ? [path] : [];
      }),
  );
}
