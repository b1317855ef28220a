import { payloadOf, readEnvelope } from '../evidence/envelope.ts';
import type { Envelope } from '../evidence/envelope.ts';
import { rehearsalType, statementType, testResultType } from '../evidence/statements.ts';
import type { Rehearsal, Statement, TestResult } from '../evidence/statements.ts';
import type { Answer } from './audit-result.ts';
import { failed } from './audit-result.ts';

/** A line of a bundle: its envelope and what is in it. */
export interface BundleLine {
  readonly line: number;
  readonly text: string;
  readonly envelope: Envelope;
  readonly statement: unknown;
}

export interface Bundle {
  readonly lines: readonly BundleLine[];
  readonly wrong: readonly Answer[];
}

/** Reads `<name>.intoto.jsonl`. Lines that cannot be read are told of and left out. */
export function readBundle(name: string, text: string): Bundle {
  const texts = text.split('\n');
  const wrong: Answer[] = texts.pop() === '' ? [] : [failed('its last line has no end', `${name}:${texts.length + 1}`)];
  const lines = texts.flatMap((one, index): readonly BundleLine[] => {
    const envelope = readEnvelope(one);
    const payload = typeof envelope === 'string' ? envelope : payloadOf(envelope);
    if (typeof envelope === 'string' || typeof payload === 'string') {
      wrong.push(failed(`line ${index + 1}: ${String(payload)}`, `${name}:${index + 1}`));
      return [];
    }
    return [{ line: index + 1, text: one, envelope, ...payload }];
  });
  return { lines, wrong };
}

/** The run's own two, when both are there in their order and nothing else is. */
export function runStatements(
  lines: readonly BundleLine[],
): { readonly testResult: Statement<TestResult>; readonly rehearsal: Statement<Rehearsal> } | undefined {
  const [first, second, ...more] = lines.map(({ statement }) => statement);
  return more.length === 0 && isStatement<TestResult>(first, testResultType) && isStatement<Rehearsal>(second, rehearsalType)
    ? { testResult: first, rehearsal: second }
    : undefined;
}

function isStatement<P>(value: unknown, type: string): value is Statement<P> {
  if (typeof value !== 'object' || value === null) return false;
  const { _type, subject, predicateType, predicate } = value as Partial<Statement<unknown>>;
  return _type === statementType && predicateType === type && Array.isArray(subject) && typeof predicate === 'object' && predicate !== null;
}
