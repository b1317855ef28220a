import { posix } from 'node:path';
import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import type { Stack } from '../../model/stack.ts';

export interface Where {
  readonly on?: string | undefined;
  readonly path: string;
}

/** Which backup, and where it lies. */
export const where = {
  on: z.string().optional().describe('Service in which the file lies; else the bastion, where runbooks look'),
  path: z
    .string()
    .startsWith('/', 'expected an absolute path, such as /backups/db.dump')
    .refine(
      path => path !== '/' && posix.normalize(path) === path && !/[*?[\0]/.test(path),
      'expected one path without detours and patterns',
    )
    .describe('Path of the backup'),
};

export function checkWhere({ on }: Where, stack: Stack): readonly string[] {
  return unknownService(on, stack);
}

export function named({ on, path }: Where): string {
  return `${path}${on === undefined ? '' : ` in ${on}`}`;
}
