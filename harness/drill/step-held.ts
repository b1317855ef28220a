import type { BlockResult } from '../engines/engine.ts';
import type { ExpectedOutput, Role, StepAttributes } from '../model/runbook.ts';
import { showStatuses } from '../model/statuses.ts';
import { outputMismatch } from './expected-output.ts';

export interface StepExpectations {
  readonly role: Role;
  /** Whether `exit`, `expect` or an `output` fence decides whether the procedure goes on. */
  readonly gate: boolean;
  readonly attributes: Pick<StepAttributes, 'exit' | 'expect'>;
  readonly expectedOutput?: ExpectedOutput;
}

export type StepResult = Pick<BlockResult, 'status' | 'stdout' | 'stderr' | 'timedOut' | 'syntaxError'>;

/**
 * Whether a step held, and what was seen instead. A syntax error, 126 and 127 count in every role, for they say that the text
 * is wrong; other statuses of a `diagnose` step are only recorded unless it is a gate: in an outage a failing look-up is the point.
 */
export function stepHeld(step: StepExpectations, result: StepResult): { readonly held: boolean; readonly message: string } {
  const message = mismatch(step, result);
  return { held: message === '', message };
}

function mismatch({ role, gate, attributes, expectedOutput }: StepExpectations, result: StepResult): string {
  if (result.syntaxError) return `unexpected syntax error${lastLine(result.stderr)}`;
  const { exit, expect } = attributes;
  const told = Array.isArray(exit) && exit.includes(result.status);
  if ((result.status === 126 || result.status === 127) && !told) {
    return `unexpected status ${result.status} (command ${result.status === 127 ? 'not found' : 'cannot be run'})${lastLine(result.stderr)}`;
  }
  const statusCounts = role === 'diagnose' ? gate && (exit !== undefined || (expect === undefined && expectedOutput === undefined)) : true;
  if (statusCounts && exit !== 'any' && !(exit ?? [0]).includes(result.status)) {
    const allowed = exit === undefined ? '0' : showStatuses(exit);
    return result.timedOut
      ? `unexpected end by its time limit (status ${result.status}), expected status ${allowed}`
      : `unexpected status ${result.status}, expected ${allowed}${lastLine(result.stderr)}`;
  }
  const output = `${result.stdout}${result.stdout === '' || result.stdout.endsWith('\n') ? '' : '\n'}${result.stderr}`;
  if (expect !== undefined && !contains(output, expect))
    return `unexpected output ${quote(result.stdout || result.stderr)}, expected ${expect.startsWith('/') ? expect : JSON.stringify(expect)}`;
  if (expectedOutput === undefined) return '';
  const different = outputMismatch(expectedOutput.lines, result.stdout);
  return different === undefined || outputMismatch(expectedOutput.lines, output) === undefined ? '' : different;
}

/** `/pattern/flags`, else a text. */
function contains(output: string, expect: string): boolean {
  const pattern = /^\/(.+)\/([imsu]*)$/s.exec(expect);
  return pattern
    ? new RegExp(pattern[1] ?? '', pattern[2]?.includes('m') ? pattern[2] : `${pattern[2] ?? ''}m`).test(output)
    : output.includes(expect);
}

function lastLine(stderr: string): string {
  const line = stderr.trimEnd().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${line.length > 200 ? `${line.slice(0, 199)}…` : line}`;
}

function quote(text: string): string {
  const line = text.trim();
  return line === '' ? '(nothing)' : JSON.stringify(line.length > 160 ? `${line.slice(0, 159)}…` : line);
}
