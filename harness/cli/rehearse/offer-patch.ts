import { readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { execa } from 'execa';
import type { EvidenceFolder } from '../../evidence/folder.ts';
import { redaction } from '../../evidence/redaction.ts';
import type { DrillEvent } from '../../model/event.ts';
import type { Plan } from '../../planning/plan.ts';
import { readRunbook } from '../../reading/read-runbook.ts';
import { applyChanges, runbookChanges } from './runbook-patch.ts';
import type { Edit } from './runbook-patch.ts';
import { unifiedDiff } from './unified-diff.ts';

/**
 * Writes what was edited as a patch of the runbooks beside the evidence, and tells how it is applied; nothing is changed here. Empty when
 * nothing was edited.
 */
export async function offerPatch(
  plan: Plan,
  events: readonly DrillEvent[],
  { evidence, cwd }: { readonly evidence: EvidenceFolder; readonly cwd: string },
): Promise<string> {
  const edits = editsOf(plan, events);
  if (edits.size === 0) return '';
  const base = (await repositoryOf(cwd)) ?? cwd;
  const parts: string[] = [];
  const without: string[] = [];
  for (const [file, all] of edits) {
    const diff = patchOf(resolve(cwd, file), relative(base, resolve(cwd, file)), all);
    if (diff === undefined || redaction(plan.secrets).text(diff) !== diff) without.push(file);
    else parts.push(diff);
  }
  const told = without.map(
    file => `${file}: the edits cannot be written back line by line (or hold a secret); the report has them: mend it by hand.\n`,
  );
  if (parts.length === 0) return told.join('');
  const name = `${evidence.path}.patch`;
  writeFileSync(name, parts.join(''));
  const shown = relative(cwd, name) || name;
  const command = base === cwd ? `git apply ${shown}` : `git -C ${relative(cwd, base) || base} apply ${name}`;
  return `\nWhat you edited, as a patch of the runbook (${shown}):\n\n${parts.join('')}\nTo apply it: ${command}\n${told.join('')}`;
}

/** The last edit of each step, by file. */
function editsOf({ steps, facts }: Plan, events: readonly DrillEvent[]): ReadonlyMap<string, readonly Edit[]> {
  const edits = new Map<string, Edit[]>();
  for (const [index, { block, runbook }] of steps.entries()) {
    const id = facts.steps[index]?.id ?? block.id;
    const last = events.findLast(event => event.type === 'gate.decided' && event.action === 'edit' && event.step === id);
    if (last?.type !== 'gate.decided' || last.text === undefined) continue;
    edits.set(runbook.file, [...(edits.get(runbook.file) ?? []), { block, script: last.text }]);
  }
  return edits;
}

/** Undefined where the file that came of it would not be read as what was carried out. */
function patchOf(file: string, path: string, edits: readonly Edit[]): string | undefined {
  const bytes = readFileSync(file);
  const text = bytes.toString('utf8');
  const changes = runbookChanges(text, edits);
  if (changes === undefined) return undefined;
  const after = readRunbook(file, Buffer.from(applyChanges(text, changes)));
  const inline = new Set(after.unfenced.map(one => one.text));
  const scripts = new Set(after.blocks.map(({ script }) => script.replace(/\n+$/, '')));
  const found = edits.every(({ block, script }) => {
    const wanted = script.replace(/\n+$/, '');
    return wanted === '' || scripts.has(wanted) || (block.lang === '' && inline.has(wanted));
  });
  return found ? unifiedDiff(path, text, changes) : undefined;
}

async function repositoryOf(cwd: string): Promise<string | undefined> {
  const { exitCode, stdout } = await execa('git', ['rev-parse', '--show-toplevel'], {
    cwd,
    reject: false,
    stdin: 'ignore',
    timeout: 5_000,
  });
  return exitCode === 0 ? stdout.trim() : undefined;
}
