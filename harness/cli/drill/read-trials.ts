import { isTrialKind, provingTrials, stepTrials, wholeTrials, type AskedTrial } from '../../model/trial-kind.ts';
import { nearest } from '../../support/nearest.ts';
import { usageError } from '../read-arguments.ts';
import { wordsIn } from '../read-list.ts';

const whole: readonly AskedTrial[] = [...new Set<AskedTrial>([...wholeTrials, ...provingTrials])];
const words: readonly string[] = [...whole, ...stepTrials.map(kind => `${kind}:<step>`)];

/**
 * The trials that `--trials` names, those that a verdict needs first.
 * @throws {HarnessError} `usage` for a word that is none of them
 */
export function readTrials(text: string | undefined): readonly AskedTrial[] | undefined {
  if (text === undefined) return undefined;
  const asked = wordsIn(text);
  if (asked.length === 0) throw usageError('unexpected empty --trials, expected a list such as as-written,without-runbook');
  return inOrder(asked.map(readTrial));
}

/** @throws {HarnessError} `usage` for a word that is no trial */
export function readTrial(word: string): AskedTrial {
  const known = whole.find(one => one === word) ?? (isTrialKind(word) ? word : undefined);
  if (known !== undefined) return known;
  const near = nearest(word, words);
  throw usageError(`unexpected trial "${word}", expected ${near === undefined ? `one of ${words.join(', ')}` : `"${near}"`}`);
}

function inOrder(asked: readonly AskedTrial[]): readonly AskedTrial[] {
  return [...whole.filter(one => asked.includes(one)), ...new Set(asked.filter(one => !whole.includes(one)))];
}
