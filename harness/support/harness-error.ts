/**
 * We could not do our work. Recorded in the journal as `harness.failed`; the outcome is then
 * `inconclusive`, never a pass and never the runbook's fault.
 */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
  /** Stable, such as `namespaces-denied`. */
  readonly code: string;
  /** What to do next; one sentence. */
  readonly hint: string;

  constructor(code: string, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

/** Something that this machine, engine or shim cannot do. Makes the trial `inconclusive: unsupported`. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/** Any thrown value as one line. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === '') return thrown.errors.map(messageOf).join('; ');
  return thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
}
