import type { Location } from '../../model/location.ts';
import { readYaml } from '../yaml/read-yaml.ts';

/** What stands above a scenario. */
export interface Heading {
  readonly title: string;
  readonly tags: readonly string[];
  readonly location: Location;
  /** Names of the environment variables that hold its secrets. */
  readonly secretVariables: readonly string[];
}

/** Reads only that, so that a scenario can be listed before all that it names is looked at; what is wrong with the file is told by who reads all. */
export function readHeading(file: string, text: string): Heading {
  const { document } = readYaml(file, text);
  const value = record(document?.value);
  const { title, tags } = value;
  return {
    title: typeof title === 'string' && title.trim() !== '' ? title : file,
    tags: Array.isArray(tags) ? tags.filter(tag => typeof tag === 'string') : [],
    location: document !== undefined && 'title' in value ? document.keyAt(['title']) : { file, line: 1, column: 1 },
    secretVariables: Object.values(record(value['variables'])).flatMap(variable => {
      const { env } = record(variable);
      return typeof env === 'string' ? [env] : [];
    }),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}
