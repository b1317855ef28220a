import { createHash } from 'node:crypto';

/** Chooses from candidates, varying with the seed and the same for the same seed: a runbook cannot know a fault's handles by name. */
export function pickerFor(seed: string): <T>(candidates: readonly [T, ...T[]]) => T {
  let count = 0;
  return candidates => {
    const number = createHash('sha256').update(`${seed} ${count++}`).digest().readUInt32BE(0);
    return candidates[number % candidates.length] ?? candidates[0];
  };
}
