import { cleanLine } from '../clean-text.ts';
import type { Paint } from '../paint.ts';
import { showPlace } from '../report-place.ts';
import type { ReportScenario } from '../report-schema.ts';
import { symbols, verdictLine, wholeSentence } from '../sentence.ts';
import { wrap } from '../wrap.ts';

const colors = { verified: 'green', refuted: 'red', inconclusive: 'yellow' } as const;

/** A scenario that has ended, while others go on: its outcome, and for one that needs somebody its sentence and place. */
export function outcomeLines(scenario: ReportScenario, paint: Paint, columns: number): readonly string[] {
  const { id, outcome, expected, asExpected, at, unexpected } = scenario;
  const tone = asExpected && expected.is !== 'verified' ? 'dim' : colors[outcome];
  const head = `${paint(tone, symbols[outcome])} ${paint('bold', cleanLine(id))}  ${paint(tone, verdictLine(scenario))}`;
  if (asExpected && outcome === 'verified') return [head];
  return [
    head,
    ...[wholeSentence(scenario), unexpected].flatMap(text => wrap(cleanLine(text), Math.max(16, columns - 4)).map(line => `    ${line}`)),
    `    ${paint('cyan', cleanLine(showPlace(at)))}`,
  ];
}
