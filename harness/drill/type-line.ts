import type { Operator } from './operator.ts';
import type { Trial } from './trial.ts';

/** A line that a person types on the operator's shell; it may take as long as they let it. */
const longestMs = 24 * 3_600_000;

/** Runs a line on the shell that the procedure uses, records it, and resolves to its exit status. */
export async function typeLine(
  trial: Trial,
  operator: Operator,
  text: string,
  { onOutput, signal }: { readonly onOutput: (text: string) => void; readonly signal?: AbortSignal },
): Promise<number> {
  const streams = { stdout: trial.redaction.stream(), stderr: trial.redaction.stream() };
  const { status, durationMs } = await operator.typeLine(text, {
    timeoutMs: longestMs,
    onOutput: (stream, piece) => onOutput(streams[stream].push(piece)),
    ...(signal === undefined ? {} : { signal }),
  });
  for (const stream of ['stdout', 'stderr'] as const) onOutput(streams[stream].end());
  trial.record({ type: 'gate.ran', text, status, durationMs: Math.round(durationMs) });
  return status;
}
