export const personRoles = ['lead', 'operator', 'observer'] as const;

/** Somebody who takes part in a rehearsal. Nothing of it is checked: it is what was said on the command line. */
export interface Person {
  readonly name: string;
  readonly role: (typeof personRoles)[number];
}

/** How a trial with a person at the gate was run. */
export interface Rehearsal {
  readonly people: readonly Person[];
  /** For learning: no recovery time is told. */
  readonly untimed: boolean;
  /** Which fault was put in was not shown before the end. */
  readonly blind: boolean;
}

/**
 * What a person at the gate may choose before a step: `done` and `not-done` answer a manual step, `shell` is one line on the
 * operator's own shell, `finish` goes on after a last step that did not hold.
 */
export const gateActions = ['run', 'edit', 'skip', 'again', 'shell', 'output', 'done', 'not-done', 'finish', 'stop'] as const;
export type GateAction = (typeof gateActions)[number];

const asWritten: ReadonlySet<string> = new Set<GateAction>(['run', 'done', 'output', 'finish']);

/** Whether after this choice the procedure was not followed as written; so does anything that this version does not know. */
export function deviates(action: string): boolean {
  return !asWritten.has(action);
}
