import { z } from 'zod';
import type { ServiceStatus } from '../../engines/engine.ts';
import type { Release } from '../../model/release.ts';
import type { Stack } from '../../model/stack.ts';
import { unknownService } from '../../operations/known-service.ts';
import { changeFile, type ChangedFile } from '../changed-file.ts';
import { serviceOf, type FaultContext, type InjectedFault } from '../fault.ts';
import { needed } from '../needed.ts';
import { notInjected, prove } from '../proof.ts';
import { hasVariables } from './own-variables.ts';

const path = z.string().startsWith('/', 'expected an absolute path, as the service sees the file');

/** One file, as it is after the release. */
export const fileChange = z.union(
  [
    z.strictObject({
      file: path.describe('The file, as the service sees it'),
      replace: z.string().min(1).describe('A piece of it, each time that it stands there'),
      with: z.string().describe('What takes its place'),
    }),
    z.strictObject({ file: path.describe('The file, as the service sees it'), text: z.string().describe('Its whole content') }),
  ],
  { error: 'expected { file: /path, replace: a piece of it, with: other text } or { file: /path, text: its whole content }' },
);
export type FileChange = z.infer<typeof fileChange>;

export const environment = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of a variable'), z.union([z.string(), z.null()]))
  .refine(variables => Object.keys(variables).length > 0, { error: 'expected at least one variable' });

export interface BadRelease {
  readonly service: string;
  readonly files: readonly FileChange[];
  readonly release: Release | undefined;
  /** Of changed files alone; another release starts it in any case. */
  readonly reload: 'restart' | 'none';
}

export function checkRelease({ service: name, release }: BadRelease, stack: Stack): readonly string[] {
  const unknown = unknownService(name, stack);
  if (unknown.length > 0) return unknown;
  const declared = stack.services.find(service => service.name === name)?.environment ?? {};
  return Object.entries(release?.environment ?? {}).flatMap(([variable, value]) => {
    if (value === null && !(variable in declared))
      return [
        `unexpected variable "${variable}" to take away, expected one of ${Object.keys(declared).join(', ') || 'none: the stack gives none'}`,
      ];
    return value !== null && declared[variable] === value
      ? [`unexpected value of "${variable}", expected another one than the stack gives`]
      : [];
  });
}

/** Brings changed files, variables or another command to a service, which runs with them from then on, or ends of them again and again. */
export async function badRelease(
  { service: name, files, release, reload }: BadRelease,
  { stack, signal }: FaultContext,
): Promise<InjectedFault> {
  const service = serviceOf(stack, name);
  const control = needed(service, 'process');
  const deploy = release === undefined ? undefined : needed(service, 'deploy');
  const before = await service.status({ health: false });
  const usual = deploy?.deployed();
  const changed: ChangedFile[] = [];
  const isOurs = (): boolean => deploy !== undefined && deploy.deployed() === release;
  const undo = async (): Promise<void> => {
    let back = false;
    for (const file of changed) back = (await file.undo()) || back;
    const { state } = await service.status({ health: false });
    if (isOurs()) {
      await deploy?.with(usual);
      // Who stopped it wants it so.
      if (state === 'stopped') await control.stop();
    } else if (back && reload === 'restart' && state !== 'stopped') {
      await control.stop();
      await control.start();
    }
  };
  try {
    for (const change of files) changed.push(await changeFile(stack, name, change.file, text => changedText(text, change)));
    if (deploy !== undefined) await deploy.with(release);
    else if (reload === 'restart') {
      await control.stop();
      await control.start();
    }
  } catch (thrown) {
    await undo().catch(() => {});
    signal.throwIfAborted();
    throw notInjected(`nothing could be deployed to ${name}`, thrown, 'Look whether the files are those that the service sees.');
  }
  return {
    undo,
    proveEffect: () =>
      prove(`what ${name} runs with`, signal, async limit => {
        if (deploy !== undefined && !isOurs()) return { held: false, proof: `${name} was deployed anew` };
        for (const [index, file] of changed.entries())
          if (!(await file.isThere())) return { held: false, proof: `${files[index]?.file} of ${name} is no longer what was deployed` };
        const what = [
          ...files.map(({ file }) => file),
          ...Object.keys(release?.environment ?? {}),
          ...(release?.command === undefined ? [] : ['the command']),
        ].join(', ');
        const status = await service.status({ health: false });
        if (status.state !== 'running' && status.state !== 'paused')
          return { held: true, proof: `${name} is ${status.state}${endOf(status)}, and starts with what was deployed: ${what}` };
        const since = status.startedAt?.getTime() ?? 0;
        if ((deploy !== undefined || reload === 'restart') && since <= (before.startedAt?.getTime() ?? 0))
          return { held: false, proof: `${name} still runs as it was started before ${what} was deployed` };
        const variables = release?.environment ?? {};
        if (!(await hasVariables(service, variables, limit)))
          return { held: false, proof: `no process of ${name} has ${Object.keys(variables).join(', ')} as deployed` };
        return { held: true, proof: `${name} runs since ${new Date(since).toISOString()} with what was deployed: ${what}` };
      }),
  };
}

function changedText(text: string, change: FileChange): string {
  if ('text' in change) {
    if (change.text === text) throw new Error(`${change.file} has that content already`);
    return change.text;
  }
  if (!text.includes(change.replace))
    throw new Error(`unexpected content of ${change.file}, expected a text with ${JSON.stringify(change.replace)}`);
  return text.replaceAll(change.replace, () => change.with);
}

function endOf({ exitStatus, signal }: ServiceStatus): string {
  if (signal !== undefined) return ` by ${signal}`;
  return exitStatus === undefined ? '' : ` with status ${exitStatus}`;
}
