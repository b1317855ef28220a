import { basename, dirname, join, relative } from 'node:path';
import { canonicalJson } from '../support/canonical-json.ts';
import { digestOf } from '../support/digest.ts';
import { showDuration } from '../support/duration.ts';
import { faultsVersion, stepInput } from './input-digest.ts';
import type { Inputs } from './input-digest.ts';

/** One thing that is put to the test, named so that two versions of a scenario can be compared and the difference told. */
export interface InputPart {
  /** The same in both versions. */
  readonly key: string;
  /** In words, such as `step restart/1 of runbooks/worker.md`. */
  readonly what: string;
  /** Two parts differ when these do. */
  readonly value: string;
  /** Of a value that is short enough to be told. */
  readonly shown?: string;
  /** A file whose text stands for other parts as well: told only where none of those differs (`of`: the beginning of their keys). */
  readonly textOf?: string;
}

/**
 * What `inputDigest` digests, part by part. It explains a difference and never decides whether there is one: that is the digest's.
 * @param pathOf how a file is called in what is told
 */
export function inputParts(inputs: Inputs, pathOf: (file: string) => string): readonly InputPart[] {
  const { scenario, config, rtoMs, engine, rules, left = [] } = inputs;
  return [
    ...stepParts(inputs, pathOf),
    ...left.map(message => part(`left:${message}`, `what nobody carries out (${message})`, true)),
    ...scenarioParts(inputs, pathOf),
    ...stackParts(inputs, pathOf),
    ...Object.entries({ ...inputs.files, ...inputs.plugins }).map(([file, digest]) =>
      part(`file:${relative(dirname(scenario.file), file)}`, pathOf(file), digest),
    ),
    part('rto', 'the target for recovery time', rtoMs ?? null, rtoMs === undefined ? 'none' : showDuration(rtoMs)),
    part('engine', 'the engine', engine ?? null, engine ?? 'the first that works'),
    part('images', `the image map${config === undefined ? '' : ` of ${pathOf(config.file)}`}`, config?.images ?? {}),
    part('rules', 'the rules of verdicts', rules, String(rules)),
    part('faults', 'what faults do', faultsVersion, `version ${faultsVersion}`),
  ];
}

function stepParts({ steps }: Inputs, pathOf: (file: string) => string): readonly InputPart[] {
  return [
    ...steps.map(step => {
      const file = pathOf(step.runbook.file);
      return part(`step:${basename(file)}#${step.block.id}`, `step ${step.block.id} of ${file}`, stepInput(step));
    }),
    part(
      'order',
      'the order of steps',
      steps.map(({ block }) => block.id),
    ),
  ];
}

/** Where something was written, and what is told elsewhere. */
const unlike: ReadonlySet<string> = new Set(['id', 'file', 'digest', 'location', 'rtoMs', 'engine']);
/** The same within it. */
const places: ReadonlySet<string> = new Set(['location', 'settingLocations']);

function scenarioParts({ scenario }: Inputs, pathOf: (file: string) => string): readonly InputPart[] {
  const file = pathOf(scenario.file);
  const from = dirname(scenario.file);
  const paths = new Set([scenario.runbook.value, ...scenario.stack.map(({ value }) => value), ...operationFiles(scenario)]);
  const plain = {
    ...scenario,
    // A secret is no input.
    variables: scenario.variables.map(({ text, value, secret }) => ({ text, value: secret ? null : value })),
  };
  return [
    ...Object.entries(plain)
      .filter(([key]) => !unlike.has(key))
      .map(([key, value]) =>
        part(
          `scenario:${key}`,
          `\`${key}\` of ${file}`,
          stripped(value, text => (paths.has(text) ? relative(from, text) : text)),
        ),
      ),
    { ...part('scenario', `the text of ${file} (comments, layout or words)`, scenario.digest), textOf: 'scenario:' },
  ];
}

function operationFiles(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(operationFiles);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'file' && typeof member === 'string' ? [member] : operationFiles(member),
  );
}

function stackParts({ stack, stackFileLines = [], stackFiles }: Inputs, pathOf: (file: string) => string): readonly InputPart[] {
  const { services, bastion, layout, networks, volumes, differs, sources = [], folder } = stack;
  const here = (text: string): string => text.replaceAll(folder, '.');
  const settings = { bastion, layout, networks, volumes, differs };
  return [
    ...services.flatMap(({ image, environment, location: _location, ...service }) => [
      part(`stack:image:${service.name}`, `image of ${service.name}`, image ?? null, image ?? 'none'),
      part(`stack:environment:${service.name}`, `environment of ${service.name}`, environment),
      part(`stack:service:${service.name}`, `service ${service.name}`, stripped(service, here)),
    ]),
    ...Object.entries(settings).map(([key, value]) => part(`stack:${key}`, `\`${key}\` of the stack`, stripped(value, here))),
    ...sources.map(({ file, digest }) => ({
      ...part(`source:${relative(folder, file)}`, pathOf(file), digest),
      textOf: 'stack:',
    })),
    { ...part('stack', 'the text of the stack', stack.digest), textOf: 'source:' },
    ...stackFileLines.map(line => {
      const [, kind = '', name = '', digest = ''] = /^(file|program) (.*) ([0-9a-f]{64})$/s.exec(line) ?? [
        '',
        '',
        line.replace(/^\S+ /, ''),
      ];
      return part(`app:${name}`, pathOf(join(folder, name)), [kind, digest, line]);
    }),
    { ...part('app', 'files of the stack', stackFiles), textOf: 'app:' },
  ];
}

function part(key: string, what: string, value: unknown, shown?: string): InputPart {
  return { key, what, value: digestOf(canonicalJson(value)), ...(shown === undefined ? {} : { shown }) };
}

/** Without the places where it was written, and with its texts as `change` wants them. */
function stripped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map(member => stripped(member, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !places.has(key))
      .map(([key, member]) => [key, stripped(member, change)]),
  );
}
