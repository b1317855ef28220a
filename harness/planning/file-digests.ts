import { readFile } from 'node:fs/promises';
import type { OperationSpec } from '../model/operation.ts';
import type { Scenario } from '../model/scenario.ts';
import { digestOf } from '../support/digest.ts';
import { operationsOfLoad } from './operations-of-load.ts';

/** Digests of the files that operations name (rows, queries): they are a part of what was tested. */
export async function fileDigests(scenario: Scenario): Promise<Readonly<Record<string, string>>> {
  const operations: readonly OperationSpec[] = [
    ...scenario.prepare.flatMap(one => (one.kind === 'operation' ? [one.operation] : [])),
    ...(scenario.load === undefined ? [] : operationsOfLoad(scenario.load)),
    ...[scenario.steadyState, scenario.recovered, scenario.goal, scenario.never].flat().map(({ operation }) => operation),
  ];
  const files = new Set(
    operations.flatMap(({ settings }) => {
      const file = (settings as { file?: unknown } | null | undefined)?.file;
      return typeof file === 'string' ? [file] : [];
    }),
  );
  const digests = await Promise.all([...files].map(async file => [file, digestOf(await readFile(file))] as const));
  return Object.fromEntries([...digests, ...(scenario.readyFiles ?? []).map(({ file, digest }) => [file, digest] as const)]);
}
