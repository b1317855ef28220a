/** One line of the result: what was measured, how it compares with what we promise. */
export interface Measure {
  readonly what: string;
  /** Each run; the median is what is compared. */
  readonly values: readonly number[];
  readonly unit: 's' | 'MB' | '×' | '%';
  readonly limit?: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** Runs it several times, one after the other. */
export async function repeat<T>(times: number, once: () => Promise<T>): Promise<readonly T[]> {
  const values: T[] = [];
  for (let run = 0; run < times; run++) values.push(await once());
  return values;
}

export function show({ what, values, unit, limit }: Measure): string {
  const digits = unit === 'MB' || unit === '%' ? 0 : 2;
  const value = median(values);
  const spread =
    values.length < 2 ? '' : ` (${values.length} runs, ${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;
  const verdict = limit === undefined ? '' : value <= limit ? `within ${limit} ${unit}` : `OVER ${limit} ${unit}`;
  return `${what.padEnd(62)} ${`${value.toFixed(digits)} ${unit}`.padStart(9)}  ${verdict.padEnd(14)}${spread}`;
}
