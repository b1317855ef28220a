import type { ShellCommand } from '../document/shell/tree.ts';

export interface ComposeCall {
  /** `up`, `exec` … */
  readonly verb: string;
  /** The services that it names; of `exec` and `run` one. */
  readonly services: readonly string[];
  readonly options: readonly string[];
}

/** What `docker compose …` or `docker-compose …` is to do. */
export function composeCall({ name, args }: ShellCommand): ComposeCall | undefined {
  const values = args.map(({ value }) => value);
  const own =
    name === 'docker-compose' ? values : /^(?:docker|podman)$/.test(name) && values[0] === 'compose' ? values.slice(1) : undefined;
  if (own === undefined) return undefined;
  let at = 0;
  while (at < own.length && own[at]?.startsWith('-') === true) at += takesValue.test(own[at] ?? '') ? 2 : 1;
  const verb = own[at] ?? '';
  const options: string[] = [];
  const services: string[] = [];
  for (let index = at + 1; index < own.length; index++) {
    const value = own[index] ?? '';
    if (value.startsWith('-')) {
      options.push(value);
      if (ofVerb.test(value)) options.push(own[++index] ?? '');
    } else {
      services.push(value);
      if (verb === 'exec' || verb === 'run') break;
    }
  }
  return { verb, services, options };
}

const takesValue = /^(?:-f|--file|-p|--project-name|--profile|--env-file|--project-directory|--parallel)$/;
const ofVerb =
  /^(?:-u|--user|-w|--workdir|-e|--env|--index|-t|--timeout|--scale|--tail|-n|--since|--until|--format|--status|--filter|-s|--signal|--name|--pull)$/;
