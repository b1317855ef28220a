import { readFileSync } from 'node:fs';
import type { Location } from '../../model/location.ts';
import type { OperationSpec, Probe } from '../../model/operation.ts';
import type { Problem } from '../../model/problem.ts';
import type { ReadyFile } from '../../model/scenario.ts';
import { digestOf } from '../../support/digest.ts';
import type { Path } from '../yaml/path.ts';
import { readYaml, type YamlDocument } from '../yaml/read-yaml.ts';
import { validate } from '../yaml/validate.ts';
import { readExpectation } from './expectation.ts';
import { readyProbesSchema, type KindList } from './probe-schema.ts';

/** Probes that several scenarios ask, by name, with the files that they stand in. */
export interface ReadyProbes {
  readonly files: readonly ReadyFile[];
  readonly probes: ReadonlyMap<string, Probe>;
}

export interface ReadyOptions {
  readonly operations: KindList;
  /** An operation as it stands in a document. */
  readonly operationAt: (holder: object, path: Path, document: YamlDocument, from: string) => OperationSpec;
  readonly problem: (problem: Problem) => void;
}

/** Reads files of ready probes; what is wrong in them is told at their own lines, what is wrong with their names where they are named. */
export function readReadyProbes(
  named: readonly { readonly path: string; readonly location: Location }[],
  { operations, operationAt, problem }: ReadyOptions,
): ReadyProbes {
  const probes = new Map<string, Probe>();
  const files: ReadyFile[] = [];
  for (const { path, location } of named) {
    const text = textOf(path);
    if (text === undefined) {
      problem({ rule: 'missing-file', severity: 'error', message: `unexpected file "${path}", expected one that can be read`, location });
      continue;
    }
    files.push({ file: path, digest: digestOf(text) });
    const { document, problems } = readYaml(path, text);
    problems.forEach(problem);
    if (document === undefined) continue;
    const { value, problems: wrong } = validate(readyProbesSchema({ operations }), document.value, document);
    wrong.forEach(problem);
    for (const [index, one] of (value?.probes ?? []).entries()) {
      const at = document.at(['probes', index, 'name']);
      if (probes.has(one.name))
        problem({
          rule: 'scenario',
          severity: 'error',
          message: `unexpected second probe "${one.name}", expected a name of its own`,
          location: at,
        });
      const operation = operationAt(one, ['probes', index], document, path);
      probes.set(one.name, { name: one.name, operation, expect: readExpectation(one.expect), location: at });
    }
  }
  return { files, probes };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
