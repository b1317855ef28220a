/** Trials that need no step to be named. */
export const wholeTrials = ['as-written', 'without-runbook', 'without-fault', 'twice', 'concurrent', 'elsewhere'] as const;

/** Trials that are about one acting step: the procedure without it; the procedure left behind it and begun again from the top. */
export const stepTrials = ['without-step', 'interrupted'] as const;

/** What one run of a scenario is for. */
export type TrialKind = (typeof wholeTrials)[number] | `${(typeof stepTrials)[number]}:${string}`;

/** What `--prove` runs; `without-step` means one trial for each acting step. */
export const provingTrials = ['as-written', 'without-runbook', 'without-fault', 'twice', 'without-step'] as const;

/** What can be asked for: all of these, and by name only what says most about procedures that are hurried or shared. */
export type AskedTrial = (typeof provingTrials)[number] | TrialKind;

export function isTrialKind(text: string): text is TrialKind {
  return (wholeTrials as readonly string[]).includes(text) || stepTrials.some(kind => stepOf(kind, text) !== undefined);
}

/** Id of the step that a trial leaves out; undefined when it leaves out none. */
export function stepLeftOut(kind: string): string | undefined {
  return stepOf('without-step', kind);
}

/** Id of the step behind which the procedure is left and begun again; undefined when it is not. */
export function stepLeftBehind(kind: string): string | undefined {
  return stepOf('interrupted', kind);
}

/** Whether a trial tells something beside the verdict, and never decides it: what a step is worth, what a procedure needs. */
export function isBeside(kind: string): boolean {
  return kind === 'elsewhere' || stepLeftOut(kind) !== undefined;
}

function stepOf(kind: (typeof stepTrials)[number], text: string): string | undefined {
  return text.startsWith(`${kind}:`) && text.length > kind.length + 1 ? text.slice(kind.length + 1) : undefined;
}
