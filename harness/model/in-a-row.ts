/** Rounds of one colour in a row that decide; fewer are only told. */
export const enough = 3;

/** The rounds at the end of the list for which it is true, in order. */
export function lastInARow<R>(rounds: readonly R[], matches: (round: R) => boolean): readonly R[] {
  return rounds.slice(rounds.findLastIndex(round => !matches(round)) + 1);
}
