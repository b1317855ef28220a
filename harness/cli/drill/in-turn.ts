/** What decides when a scenario's turn comes. */
export interface Turn {
  /** Nothing else may be under way. */
  readonly exclusive: boolean;
  readonly slotsPerTrial: number;
}

/**
 * The order in which scenarios are begun. One that has the machine for itself comes first: later everything else would have to end before it, and
 * wait. Then those whose trials take several slots, for the same reason; all others keep their order.
 */
export function inTurn<T>(scenarios: readonly T[], turnOf: (scenario: T) => Turn): readonly T[] {
  const rank = (scenario: T): number => {
    const { exclusive, slotsPerTrial } = turnOf(scenario);
    return exclusive ? 0 : slotsPerTrial > 1 ? 1 : 2;
  };
  return scenarios.toSorted((one, other) => rank(one) - rank(other));
}
