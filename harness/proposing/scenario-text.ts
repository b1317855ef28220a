import { dirname, relative, resolve } from 'node:path';
import { cleanLine } from '../reports/clean-text.ts';
import { writeYaml } from '../reading/yaml/write-yaml.ts';
import { comment } from './comment.ts';
import type { FaultSettings } from './complete-fault.ts';
import type { ProposedProbe } from './read-healthy.ts';
import { schemaComments } from './schema-comments.ts';

/** What a proposed scenario says. Paths are from the working directory. */
export interface ScenarioWords {
  /** Where the scenario is, or will be. */
  readonly file: string;
  /** Folder of the JSON Schemas. */
  readonly schemas: string;
  readonly title: string;
  readonly runbook: string;
  readonly stack: readonly string[];
  readonly follow?: readonly string[];
  readonly take?: readonly string[];
  readonly inline?: boolean;
  readonly engine?: string;
  readonly probes: readonly ProposedProbe[];
  readonly faults: readonly { readonly kind: string; readonly settings: FaultSettings; readonly why?: string }[];
  readonly variables?: readonly { readonly text: string; readonly value: string | { readonly env: string }; readonly why?: string }[];
  /** Time limit of the recovery, such as `30s`. */
  readonly recovery?: string;
  /** Lines above everything else. */
  readonly about?: readonly string[];
  /** Probes that could be asked instead, as comments. */
  readonly others?: readonly string[];
}

/** A scenario in block-style YAML, with comments that say why. */
export function scenarioText(words: ScenarioWords): string {
  const {
    file,
    runbook,
    stack,
    follow = [],
    take,
    inline = false,
    engine,
    probes,
    faults,
    variables = [],
    recovery,
    about = [],
    others = [],
  } = words;
  const from = dirname(resolve(file));
  const path = (to: string): string => relative(from, resolve(to));
  return [
    schemaComments(file, words.schemas, 'scenario'),
    ...about.map(line => comment(line)),
    writeYaml({ title: cleanLine(words.title), runbook: path(runbook) }),
    follow.length === 0 ? '' : writeYaml({ follow }),
    take === undefined ? '' : writeYaml({ take }),
    inline ? writeYaml({ inline: 'run' }) : '',
    writeYaml({ stack: stack.map(path) }),
    engine === undefined ? '' : writeYaml({ engine }),
    'steadyState:\n',
    ...probes.map(probeText),
    ...others.map(line => comment(line, 2)),
    'faults:\n',
    ...faults.map(({ kind, settings, why }) => `${why === undefined ? '' : comment(why, 2)}${writeYaml([{ [kind]: settings }], 2)}`),
    variables.length === 0 ? '' : 'variables:\n',
    ...variables.map(({ text, value, why }) => `${why === undefined ? '' : comment(why, 2)}${writeYaml({ [text]: value }, 2)}`),
    recovery === undefined ? '' : writeYaml({ budget: { recovery } }),
    writeYaml({ outcome: 'verified' }),
  ].join('');
}

function probeText({ name, kind, settings, expect, weak }: ProposedProbe): string {
  const why = weak === undefined ? '' : comment(`Weak: ${weak}. Better is a request that writes and reads back.`, 2);
  return `${why}${writeYaml([{ name: cleanLine(name), [kind]: settings, ...(expect === undefined ? {} : { expect }) }], 2)}`;
}
