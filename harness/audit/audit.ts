import { join } from 'node:path';
import { HarnessError, messageOf } from '../support/harness-error.ts';
import type { Answer, Audit, AuditResult } from './audit-result.ts';
import { failed, notChecked } from './audit-result.ts';
import { checks } from './checks/index.ts';
import { auditContext } from './context.ts';
import type { AuditContext, AuditOptions } from './context.ts';

/** More of one kind help nobody. */
const mostPerCheck = 20;

/** Checks the folder of a run, in order; never throws for what it finds there. Nothing is written, nothing is fetched. */
export function auditEvidence(folder: string, options: AuditOptions): Audit {
  return audited(auditContext(folder, options, inner => audited(auditContext(join(folder, inner), options, undefined))));
}

function audited(context: AuditContext): Audit {
  const results: AuditResult[] = [];
  let readable = true;
  for (const { name, needed, run } of checks) {
    const found = readable ? answersOf(run, context) : [notChecked('what comes before it failed')];
    results.push(...shortened(found).map(answer => ({ check: name, ...answer })));
    if (needed === true && found.some(({ state }) => state === 'failed')) readable = false;
  }
  // What a needed check refused is not read for its name either.
  const named = readable ? context : undefined;
  return {
    run: orEmpty(() => named?.header.run),
    drillbook: orEmpty(() => named?.header.drillbook),
    manifest: orEmpty(() => (named?.manifest === undefined ? '' : named.manifestDigest)),
    results,
  };
}

/**
 * Whether nothing speaks against the evidence. What was not checked does not: it is told.
 * @param allowMissing outputs that were taken out do not speak against it
 */
export function isIntact({ results }: Audit, allowMissing = false): boolean {
  return results.every(({ state }) => state === 'ok' || state === 'not-checked' || (allowMissing && state === 'missing'));
}

function answersOf(run: (context: AuditContext) => readonly Answer[], context: AuditContext): readonly Answer[] {
  try {
    return run(context);
  } catch (thrown) {
    // Whatever stands in the folder, an audit tells of it; a defect of ours is told the same way, and is no pass.
    return [failed(thrown instanceof HarnessError ? thrown.message : `could not be checked: ${messageOf(thrown)}`)];
  }
}

function shortened(found: readonly Answer[]): readonly Answer[] {
  if (found.length <= mostPerCheck) return found;
  const worst = found.find(({ state }) => state === 'failed')?.state ?? found[mostPerCheck]?.state ?? 'failed';
  return [...found.slice(0, mostPerCheck), { state: worst, what: `and ${found.length - mostPerCheck} more` }];
}

function orEmpty(read: () => string | undefined): string {
  try {
    return read() ?? '';
  } catch {
    return '';
  }
}
