import { readFileSync } from 'node:fs';
import { readYaml } from '../../reading/yaml/read-yaml.ts';

/** One step of a job or of a composite action. */
export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly 'working-directory'?: string;
  readonly 'continue-on-error'?: boolean;
}

export interface Job {
  readonly name?: string;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly 'fail-fast'?: boolean; readonly matrix: Readonly<Record<string, string>> };
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
}

interface Input {
  readonly default?: unknown;
  readonly required?: boolean;
}

/** A workflow, as far as ours have parts. */
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': string };
  readonly jobs: Readonly<Record<string, Job>>;
}

/** A composite action. */
export interface Action {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs?: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

/** Reads the YAML of a workflow or action; throws where it is none. */
export function readWorkflow<Shape extends Workflow | Action>(file: string): Shape {
  return parseWorkflow<Shape>(readFileSync(file, 'utf8'), file);
}

/** The same of a text, such as an example in a documentation page. */
export function parseWorkflow<Shape>(text: string, file: string): Shape {
  const { document, problems } = readYaml(file, text);
  if (document === undefined || problems.length > 0) throw new Error(`${file}: ${problems[0]?.message ?? 'nothing'}`);
  return document.value as Shape;
}

/** What a caller leaves out has its default. */
export function inputsOf(
  declared: Readonly<Record<string, Input>>,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  for (const name of Object.keys(given)) if (!Object.hasOwn(declared, name)) throw new Error(`unexpected input ${name}`);
  return { ...Object.fromEntries(Object.entries(declared).map(([name, { default: value }]) => [name, value ?? ''])), ...given };
}

export function needsOf({ needs }: Job): readonly string[] {
  return needs === undefined ? [] : typeof needs === 'string' ? [needs] : needs;
}
