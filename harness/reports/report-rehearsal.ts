import type { DrillEvent } from '../model/event.ts';
import type { ReportTrial } from './report-schema.ts';

/** What people did in a trial with somebody at the gate; undefined for a trial at machine pace. */
export function reportRehearsal(events: readonly DrillEvent[]): ReportTrial['rehearsal'] {
  const [started] = events;
  if (started?.type !== 'trial.started' || started.rehearsal === undefined) return undefined;
  const { people, untimed, blind } = started.rehearsal;
  const rehearsal: NonNullable<ReportTrial['rehearsal']> = {
    people: people.map(person => ({ ...person })),
    untimed,
    blind,
    readMs: 0,
    choices: [],
    typed: [],
    notes: [],
    diagnoses: [],
  };
  for (const event of events) {
    const { atMs } = event;
    switch (event.type) {
      case 'gate.decided': {
        const { step, action, readMs, by, text } = event;
        rehearsal.readMs += readMs;
        rehearsal.choices.push({
          atMs,
          step,
          action,
          readMs,
          ...(by === undefined ? {} : { by }),
          ...(text === undefined ? {} : { text }),
        });
        break;
      }
      case 'gate.ran':
        rehearsal.typed.push({ atMs, text: event.text, status: event.status });
        break;
      case 'noted':
        rehearsal.notes.push({ atMs, step: event.step, text: event.text, ...(event.by === undefined ? {} : { by: event.by }) });
        break;
      case 'diagnosed':
        rehearsal.diagnoses.push({ atMs, text: event.text, ...(event.by === undefined ? {} : { by: event.by }) });
        break;
      case 'kept':
        rehearsal.keptMs = event.forMs;
        break;
      default:
    }
  }
  return rehearsal;
}
