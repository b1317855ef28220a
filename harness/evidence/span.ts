/** A part of a text that must not be shown. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** What it is, in a few words, never the thing itself. */
  readonly what: string;
}

/** In order of place; those that overlap or touch are one. */
export function merged(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.from - other.from || other.to - one.to)) {
    const last = result.at(-1);
    if (last === undefined || span.from > last.to) result.push(span);
    else if (span.to > last.to) result[result.length - 1] = { ...last, to: span.to };
  }
  return result;
}
