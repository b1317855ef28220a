import { basename, dirname, resolve } from 'node:path';
import type { Location } from '../model/location.ts';
import type { Problem } from '../model/problem.ts';
import type { Service, Stack } from '../model/stack.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { digestOf } from '../support/digest.ts';
import { nearest } from '../support/nearest.ts';
import { checkStack } from './stack/check-stack.ts';
import { readComposeFiles, type MergedCompose, type Unwritten } from './stack/compose-files.ts';
import { insideFolder } from './stack/inside-folder.ts';
import type { ServiceContext } from './stack/service-context.ts';
import { serviceOf } from './stack/service.ts';
import { composeService, harmlessKeys, isRefusable, refusal, stackExtension, withoutEffect } from './stack/stack-schema.ts';
import { takenPorts } from './stack/taken-ports.ts';
import { networksOf, volumesOf } from './stack/volumes-and-networks.ts';
import { validate } from './yaml/validate.ts';

export type StackReport = (message: string, location: Location, hint?: string) => void;

const topLevel = ['services', 'networks', 'volumes', 'secrets', 'configs', 'include', 'name'];

/** Reads one stack from its Compose files. What is wrong with them is among `problems`; there is a stack only when no error is. */
export async function readStack(
  files: readonly string[],
  unwritten?: Unwritten,
): Promise<{ readonly stack?: Stack; readonly problems: readonly Problem[] }> {
  const compose = readComposeFiles(files, unwritten);
  const problems: Problem[] = [...compose.problems];
  const problem: StackReport = (message, location, hint) =>
    void problems.push({ rule: 'stack', severity: 'error', message, location, ...(hint === undefined ? {} : { hint }) });
  const { value, places } = compose;
  const folder = resolve(dirname(files[0] ?? '.'));
  const harmless = Object.keys(value).filter(key => harmlessKeys.has(key));
  for (const key of Object.keys(value)) {
    if (topLevel.includes(key) || harmlessKeys.has(key) || key.startsWith('x-')) continue;
    const close = nearest(key, topLevel);
    problem(
      `unexpected key "${key}", expected ${close === undefined ? `one of ${topLevel.join(', ')}` : `"${close}"`}`,
      places.keyAt([key]),
      close === undefined ? undefined : `Did you mean "${close}"?`,
    );
  }
  const extension = validate(stackExtension, value['x-drillbook'] ?? {}, places, ['x-drillbook']);
  problems.push(...extension.problems);
  const volumes = volumesOf(value['volumes'], places, found => problems.push(found));
  const envFiles = new Set<string>();
  const context: ServiceContext = {
    folder,
    folderAt: path => resolve(compose.folderAt(path)),
    places,
    problem,
    running: new Set(
      Object.entries(mapping(value['services']))
        .filter(([, given]) => !hasProfiles(given))
        .map(([name]) => name),
    ),
    envFile: file => envFiles.add(file),
    anonymous: name => volumes.set(name, { name }),
    declared: { secrets: mapping(value['secrets']), configs: mapping(value['configs']) },
  };
  const services = servicesOf(compose, context, harmless, problems);
  if (Object.keys(mapping(value['services'])).length === 0 && problems.length === 0)
    problem('unexpected absence of services, expected at least one', places.keyAt(['services']));
  const networks = networksOf(value['networks'], services);
  const { layout = 'network', bastion = {}, differs = [] } = extension.value ?? {};
  checkStack({ services, volumes, networks, hosts: bastion.hosts ?? {}, places, report: problem });
  problems.push(...takenPorts(services, layout));
  for (const source of Object.keys(bastion.copy ?? {})) {
    const where = insideFolder(folder, resolve(folder, source));
    if (where !== 'inside')
      problem(
        `unexpected path "${source}", expected one ${where === 'missing' ? 'that exists' : "below the stack's folder"}`,
        places.keyAt(['x-drillbook', 'bastion', 'copy', source]),
      );
  }
  const given = value['name'];
  if (given !== undefined && (typeof given !== 'string' || !/^[a-z0-9][a-z0-9_-]*$/.test(given)))
    problem(`unexpected name ${JSON.stringify(given)}, expected small letters, digits, dashes and underscores`, places.at(['name']));
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  return {
    problems,
    stack: {
      name:
        typeof given === 'string'
          ? given
          : basename(folder)
              .toLowerCase()
              .replaceAll(/[^a-z0-9_-]/g, '')
              .replace(/^[^a-z0-9]+/, '') || 'stack',
      files: files.map(String),
      sources: compose.sources,
      ...(envFiles.size === 0 ? {} : { envFiles: [...envFiles] }),
      folder,
      digest: digestOf([...compose.texts, canonicalJson(services.map(({ environment }) => environment))].join('\0')),
      layout,
      bastion: {
        workdir: bastion.workdir ?? '/home/operator',
        copy: bastion.copy ?? {},
        path: bastion.path ?? [],
        packages: bastion.packages ?? [],
        hosts: bastion.hosts ?? {},
        environment: bastion.environment ?? {},
      },
      differs,
      services,
      networks,
      volumes: [...volumes.values()],
      harmless,
    },
  };
}

function servicesOf(
  { value, places }: MergedCompose,
  context: ServiceContext,
  harmless: string[],
  problems: Problem[],
): readonly Service[] {
  return Object.entries(mapping(value['services'])).flatMap(([name, given]) => {
    // The name becomes a host name, and a folder's.
    if (!/^[A-Za-z0-9][\w.-]*$/.test(name)) {
      context.problem(
        `unexpected name of a service "${name}", expected letters, digits, dots, dashes and underscores`,
        places.keyAt(['services', name]),
      );
      return [];
    }
    const known: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(mapping(given))) {
      const refused = refusal(key, member);
      if (refused !== undefined)
        context.problem(`unexpected key "${key}" of the service ${name}, expected none: ${refused}`, places.keyAt(['services', name, key]));
      else if (harmlessKeys.has(key) || isRefusable(key)) harmless.push(`${name}.${key}`);
      else if (!key.startsWith('x-') || key === 'x-drillbook') known[key] = member;
      if (withoutEffect.has(key)) harmless.push(`${name}.${key} (honoured on containers only)`);
    }
    const { value: service, problems: invalid } = validate(composeService, known, places, ['services', name]);
    problems.push(...invalid);
    return service === undefined || hasProfiles(service) ? [] : [serviceOf(name, service, context)];
  });
}

/** A profile has to be asked for; a drill asks for none. */
function hasProfiles(service: unknown): boolean {
  const { profiles } = mapping(service);
  return Array.isArray(profiles) && profiles.length > 0;
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
