import type { Service, Stack } from '../../model/stack.ts';
import type { Spot } from './meaning.ts';

/** A text of the stack that may hold a name or a password. */
export interface StackText extends Pick<Spot, 'text' | 'before' | 'variable'> {
  /** Such as `environment of api`. */
  readonly where: string;
  /** It cannot be another one: an image would have to be made anew. */
  readonly fixed?: true;
}

/** Every text of the stack in which a value may be used, as `change` would have it. Names, images, paths and ports are none of them. */
export function mapTexts(stack: Stack, change: (text: StackText) => string): Stack {
  const { bastion } = stack;
  return {
    ...stack,
    bastion: { ...bastion, environment: variables(bastion.environment, "environment of the operator's shell", change) },
    services: stack.services.map(service => ofService(service, change)),
  };
}

function ofService(service: Service, change: (text: StackText) => string): Service {
  const { name, command, entrypoint, healthcheck, run, passwords, build } = service;
  for (const [variable, text] of Object.entries(build?.args ?? {}))
    change({ text, variable, where: `build arguments of ${name}`, fixed: true });
  return {
    ...service,
    environment: variables(service.environment, `environment of ${name}`, change),
    ...(command === undefined ? {} : { command: words(command, `command of ${name}`, change) }),
    ...(entrypoint === undefined ? {} : { entrypoint: words(entrypoint, `entrypoint of ${name}`, change) }),
    ...(healthcheck === undefined
      ? {}
      : { healthcheck: { ...healthcheck, test: words(healthcheck.test, `health check of ${name}`, change) } }),
    ...(run === undefined ? {} : { run: { ...run, command: change({ text: run.command, where: `\`run\` of ${name}` }) } }),
    ...(passwords === undefined
      ? {}
      : {
          passwords: Object.fromEntries(
            Object.entries(passwords).map(([role, text]) => [role, change({ text, variable: 'password', where: `roles of ${name}` })]),
          ),
        }),
  };
}

function variables(
  all: Readonly<Record<string, string>>,
  where: string,
  change: (text: StackText) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(all).map(([variable, text]) => [variable, change({ text, variable, where })]));
}

function words(all: readonly string[], where: string, change: (text: StackText) => string): readonly string[] {
  return all.map((text, index) => change({ text, before: all.slice(0, index).join(' '), where }));
}
