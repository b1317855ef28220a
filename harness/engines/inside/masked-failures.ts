/** One report of the shell's ERR trap. */
export interface Failure {
  readonly status: number;
  /** Line of the file, from 1. */
  readonly line: number;
  readonly file: string;
  /** Functions entered, 0 at the file's own level. */
  readonly depth: number;
}

/**
 * The failures that did not decide the block's status: all but the last, when the block failed. A
 * failure inside a function or a substitution is reported again by its caller; the innermost report is kept.
 */
export function maskedFailures(
  failures: readonly Failure[],
  file: string,
  status: number,
  script: string,
  timedOut: boolean,
): readonly { readonly line: number; readonly status: number; readonly text: string }[] {
  const own = failures.filter(failure => failure.file === file && (failure.status !== 124 || !timedOut));
  const kept: Failure[] = [];
  for (const failure of own) {
    const last = kept.at(-1);
    const byCaller = last !== undefined && failure.status === last.status && (failure.depth < last.depth || failure.line === last.line);
    if (!byCaller) kept.push(failure);
  }
  // A report that reached the file's own level with the block's status was its last word.
  if (status !== 0 && kept.at(-1)?.status === status) kept.pop();
  const lines = script.split('\n');
  return kept.map(failure => ({ line: failure.line, status: failure.status, text: (lines[failure.line - 1] ?? '').trim() }));
}
