/**
 * How a check ended. `missing`: an output was taken out, which breaks nothing else; `unknown-signer`: signed, by no key that the
 * reader trusts; `not-checked`: something that the check needs is not here, as its sentence says.
 */
export const auditStates = ['ok', 'not-checked', 'missing', 'unknown-signer', 'failed'] as const;
export type AuditState = (typeof auditStates)[number];

/** One thing that an audit has to say. */
export interface AuditResult {
  /** Name of the check, such as `journals`. */
  readonly check: string;
  readonly state: AuditState;
  /** One sentence. */
  readonly what: string;
  /** Where: `<path in the folder>[:line]`. */
  readonly place?: string;
}

/** What a check answers; its name is added by whoever runs it. */
export type Answer = Omit<AuditResult, 'check'>;

/** All that is wrong, or one sentence that nothing is. */
export function answers(wrong: readonly Answer[], ok: string): readonly Answer[] {
  return wrong.length === 0 ? [{ state: 'ok', what: ok }] : wrong;
}

export function failed(what: string, place?: string): Answer {
  return { state: 'failed', what, ...(place === undefined ? {} : { place }) };
}

export function notChecked(what: string): Answer {
  return { state: 'not-checked', what };
}

/** `1 file`, `2 files`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** What was found in a folder. */
export interface Audit {
  /** As the header says; empty when there is no header that can be read. */
  readonly run: string;
  readonly drillbook: string;
  /** Hex SHA-256 of the manifest; empty without one. */
  readonly manifest: string;
  readonly results: readonly AuditResult[];
}
