import type { Service, Stack } from '../model/stack.ts';
import { writeYaml } from '../reading/yaml/write-yaml.ts';
import { comment } from './comment.ts';
import type { RunProposal } from './run-of-service.ts';
import { schemaComments } from './schema-comments.ts';
import type { UnitNames } from './units-named.ts';

export interface OverlayWords {
  /** Where it is, or will be: beside the Compose file that it comes after. */
  readonly file: string;
  readonly schemas: string;
  readonly runs: ReadonlyMap<Service, RunProposal>;
  readonly units: UnitNames;
  /** Volumes that are to be filled, and so need a size. */
  readonly sized: readonly string[];
}

/** A second Compose file that says what drillbook must know, beside production's own; undefined where there is nothing to say. */
export function overlayText(stack: Stack, { file, schemas, runs, units, sized }: OverlayWords): string | undefined {
  const says = stack.services.map(service => ({ service, words: wordsOf(service, runs.get(service), units) }));
  const services = says.flatMap(({ service, words }) =>
    Object.keys(words).length === 0 ? [] : [serviceText(service, words, runs.get(service))],
  );
  const missing = says.flatMap(({ service }) => missingText(service, runs.get(service)));
  if (services.length === 0 && sized.length === 0) return undefined;
  return [
    schemaComments(file, schemas, 'stack'),
    comment(
      `Comes after ${stack.files.map(one => one.replace(/^.*\//, '')).join(' and ')} in \`stack\`. Only drillbook reads it: production's own file stays as it is.`,
    ),
    ...missing,
    services.length === 0 ? '' : 'services:\n',
    ...services,
    sized.length === 0 ? '' : 'volumes:\n',
    ...sized.map(
      name =>
        `${comment('A disk of this size, so that it can be full without filling the machine.', 2)}${writeYaml(
          { [name]: { driver_opts: { type: 'tmpfs', device: 'tmpfs', o: 'size=256m' } } },
          2,
        )}`,
    ),
  ].join('');
}

function wordsOf(service: Service, proposed: RunProposal | undefined, units: UnitNames): object {
  const systemd = units.systemd.get(service);
  const pm2 = units.pm2.get(service);
  return {
    ...(proposed !== undefined && 'run' in proposed ? { run: proposed.run } : {}),
    ...(systemd === undefined ? {} : { systemd }),
    ...(pm2 === undefined ? {} : { pm2 }),
  };
}

function serviceText({ name, image = '' }: Service, words: object, proposed: RunProposal | undefined): string {
  const { otherMajor = '', ignored = [] } = proposed !== undefined && 'run' in proposed ? proposed : {};
  const accept = `The image is ${image}; without Docker there is only ${otherMajor}. If that will do: accept: "${otherMajor}"`;
  return [
    writeYaml({ [name]: { 'x-drillbook': words } }, 2),
    otherMajor === '' ? '' : comment(accept, 6),
    ignored.length === 0
      ? ''
      : comment(`Without Docker these lines of its Dockerfile have no effect: ${ignored.slice(0, 5).join('; ')}`, 6),
  ].join('');
}

function missingText({ name }: Service, proposed: RunProposal | undefined): readonly string[] {
  return proposed !== undefined && 'missing' in proposed
    ? [comment(`${name} has no \`run\` (only the engine without Docker needs it): ${proposed.missing}.`)]
    : [];
}
