import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Location } from '../../model/location.ts';
import { readEnvFile } from './env-file.ts';
import { insideFolder } from './inside-folder.ts';

/** `KEY: value` or `- KEY=value`; a key without a value is left out, for nothing comes from this machine's environment. */
export function mappingOf(given: unknown): Readonly<Record<string, string>> {
  if (given === undefined || given === null) return {};
  const entries = Array.isArray(given)
    ? (given as string[]).flatMap(entry => {
        const at = entry.search(/[=:]/);
        return at === -1 ? [] : [[entry.slice(0, at), entry.slice(at + 1)] as const];
      })
    : Object.entries(given as Record<string, unknown>).flatMap(([key, value]) =>
        value === null || value === undefined ? [] : [[key, `${value as string}`] as const],
      );
  return Object.fromEntries(entries);
}

export type EnvFile = string | { readonly path: string; readonly required?: boolean | undefined };

/** Variables of env files, later ones over earlier ones. They stay below the stack's folder, as mounts do. */
export function envFilesOf(
  given: readonly EnvFile[],
  {
    folder,
    baseAt,
    at,
    problem,
    found,
  }: {
    folder: string;
    baseAt: (index: number) => string;
    at: (index: number) => Location;
    problem: (message: string, location: Location) => void;
    /** Told of each file that is named, whether it exists or not. */
    found: (file: string) => void;
  },
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [index, entry] of given.entries()) {
    const { path, required = true } = typeof entry === 'string' ? { path: entry } : entry;
    const file = resolve(baseAt(index), path);
    const where = insideFolder(folder, file);
    if (where !== 'outside') found(file);
    if (where === 'inside') Object.assign(values, readEnvFile(readFileSync(file, 'utf8')));
    else if (where === 'outside') problem(`unexpected env file "${path}", expected one below the stack's folder`, at(index));
    else if (required) problem(`unexpected env file "${path}", expected one that exists`, at(index));
  }
  return values;
}
