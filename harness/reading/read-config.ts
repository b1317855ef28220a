import { dirname, relative, resolve } from 'node:path';
import type { z } from 'zod';
import type { CheckSettings, Config } from '../model/config.ts';
import type { Problem } from '../model/problem.ts';
import { digestOf } from '../support/digest.ts';
import { configSchema } from './config/config-schema.ts';
import { scenarioId } from './team/scenario-names.ts';
import { durationOr, millisecondsOf } from './yaml/duration-text.ts';
import { readYaml, type YamlDocument } from './yaml/read-yaml.ts';
import { validate } from './yaml/validate.ts';

/** Reads a `drillbook.yaml`. An empty one says nothing, which is fine. Paths of files in it are meant from where it lies. */
export function readConfig(file: string, text: string): { readonly config?: Config; readonly problems: readonly Problem[] } {
  const { document, problems } = readYaml(file, text);
  if (document === undefined) return { problems };
  const { value, problems: invalid } = validate(configSchema, document.value ?? {}, document);
  if (value === undefined) return { problems: invalid };
  const { engine, images, maxAge, owner, people, plugins, runbooksFrom, waivers = [], policy, check, redact } = value;
  const located = <K extends 'register' | 'trust' | 'controls' | 'followups'>(key: K, of = (text: string): string => text) => {
    const text = value[key];
    return text === undefined ? {} : { [key]: { value: of(text), location: document.at([key]) } };
  };
  const path = (text: string): string => relative(process.cwd(), resolve(dirname(file), text)) || '.';
  const unlike = Object.entries(images ?? {}).flatMap(([pattern, target]): readonly Problem[] =>
    pattern.endsWith('*') === target.includes('*')
      ? []
      : [
          {
            rule: 'config',
            severity: 'error',
            message: `unexpected "${target}" for "${pattern}", expected ${pattern.endsWith('*') ? '"*" in both: each image keeps its own name' : 'one image for one image, without "*"'}`,
            location: document.at(['images', pattern]),
          },
        ],
  );
  if (unlike.length > 0) return { problems: unlike };
  return {
    problems: [],
    config: {
      file,
      digest: digestOf(text),
      ...(engine === undefined ? {} : { engine: { value: engine, location: document.keyAt(['engine']) } }),
      ...(images === undefined ? {} : { images }),
      ...(owner === undefined ? {} : { owner }),
      ...(plugins === undefined
        ? {}
        : { plugins: plugins.map((text, index) => ({ value: path(text), location: document.at(['plugins', index]) })) }),
      ...(runbooksFrom === undefined ? {} : { runbooksFrom }),
      ...(maxAge === undefined ? {} : { maxAgeMs: millisecondsOf(maxAge) }),
      ...(people === undefined ? {} : { people: { pageMs: durationOr(people.page, 0), stepMs: durationOr(people.step, 0) } }),
      // A folder must be the same one wherever the program is started.
      ...located('register', text => (/^dir:[^/]/.test(text) ? `dir:${path(text.slice('dir:'.length))}` : text)),
      ...located('trust', path),
      ...located('controls', path),
      ...located('followups', path),
      waivers: waivers.map((waiver, index) => ({
        ...waiver,
        of: waiver.of.includes('#') ? waiver.of.replace(/^(?:\.\/)+/, '') : scenarioId(waiver.of),
        location: document.at(['waivers', index]),
      })),
      ...(policy === undefined
        ? {}
        : {
            policy: {
              ...(policy.failOn === undefined ? {} : { failOn: policy.failOn }),
              onboarding: (policy.onboarding ?? []).map((one, index) => ({
                ...one,
                location: document.at(['policy', 'onboarding', index]),
              })),
              location: document.keyAt(['policy']),
            },
          }),
      ...(check === undefined ? {} : { check: checkSettings(check, document, path) }),
      redactEnv: redact?.env ?? [],
    },
  };
}

function checkSettings(
  { baseline, ignore, preset, profile, rules }: NonNullable<z.output<typeof configSchema>['check']>,
  document: YamlDocument,
  path: (text: string) => string,
): CheckSettings {
  const names = Object.keys(rules ?? {});
  return {
    ...(preset === undefined ? {} : { preset }),
    ...(profile === undefined ? {} : { profile }),
    ...(ignore === undefined ? {} : { ignore }),
    ...(rules === undefined
      ? {}
      : { rules, ruleLocations: Object.fromEntries(names.map(name => [name, document.keyAt(['check', 'rules', name])])) }),
    ...(baseline === undefined ? {} : { baseline: { value: path(baseline), location: document.at(['check', 'baseline']) } }),
  };
}
