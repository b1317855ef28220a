import type { CellReason } from '../../model/matrix.ts';
import type { MatrixCell } from './matrix-schema.ts';
import { actsUngated } from './words.ts';

const stopIt =
  'Let the diagnosis stop it where the fault is another: say at a step that looks what must be seen there (`expect`, `exit`), before anything acts.';

/** No reproach: who reads what it prints may stop there all the same, and nobody reads here. */
const giveGate =
  'Its diagnosis only prints, so that nothing was tried of it here: say at a step that looks what must be seen there (`expect`, `exit`), and this cell tells whether it stops.';

const usually: Readonly<Partial<Record<MatrixCell['result'], string>>> = {
  harms: stopIt,
  fails: 'Drill its scenario: a drill tells at which line it fails, and has a trial without the runbook beside it.',
  'not-judged': 'Drill both scenarios: what keeps a drill from telling keeps a matrix as well.',
  'acts-and-restores': `${stopIt} Where it rightly mends both, leave it.`,
  'acts-in-vain': stopIt,
  'works-around': 'See whether it should remove the cause: `cause: must-be-gone` asks for it in a drill.',
};

const because: Readonly<Partial<Record<CellReason, string>>> = {
  'too-slow': 'Try again with --workers 1, or on a machine with less to do.',
  interrupted: 'Try again.',
  'harm-unclear':
    'Read its journal beside that of the fault alone; a probe under `never` that is answered while service is down tells more.',
  'stops-always': 'Mend the step at which it stops: what it says must be seen there is not seen with its own fault either.',
  'stop-unclear': 'See that its own trial is judged and comes to that step; without that nobody knows whether it always stops there.',
  'act-unclear': 'Try again; or drill the scenario of the fault, to see whether it passes by itself.',
};

/** What to do next, in one line; empty where nothing is left to do. */
export function nextStepOf({ result, reason, diagnosisTried }: Pick<MatrixCell, 'result' | 'reason' | 'diagnosisTried'>): string {
  if (actsUngated({ result, diagnosisTried })) return giveGate;
  return (result === 'not-judged' && reason !== undefined ? because[reason] : undefined) ?? usually[result] ?? '';
}
