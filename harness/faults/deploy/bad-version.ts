import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { badRelease, checkRelease, environment, fileChange, type BadRelease, type FileChange } from './release.ts';

interface Settings {
  readonly service: string;
  readonly command?: string | undefined;
  readonly files?: readonly FileChange[] | undefined;
  readonly environment?: NonNullable<BadRelease['release']>['environment'];
}

const releaseOf = ({ service, command, files = [], environment: variables }: Settings): BadRelease => ({
  service,
  files,
  release:
    command === undefined && variables === undefined
      ? undefined
      : { ...(command === undefined ? {} : { command }), ...(variables === undefined ? {} : { environment: variables }) },
  reload: 'restart',
});

/**
 * A broken release of a service was deployed: other program files, or another command. Files are mended in place; the command is the
 * stack's again once `docker compose up -d` makes new containers, and stays over restarts.
 * @example
 * - deploy.bad-version: { service: api, command: node api.js --experimental-cache }
 */
export const deployBadVersion = defineFault<Settings>({
  kind: 'deploy.bad-version',
  about: 'A broken release of a service was deployed.',
  symptom: 'The service answers wrongly, or ends again and again (`CrashLoopBackOff`); a restart alone changes nothing.',
  example: { service: 'api', files: [{ file: '/app/api.js', replace: '.listen(', with: '.listn(' }] },
  settings: z
    .strictObject({
      service: z.string().describe('The service'),
      command: z.string().min(1).optional().describe('Line for sh that starts the broken release in place of its command'),
      files: z.array(fileChange).min(1).optional().describe('Program files of the broken release, as the service sees them'),
      environment: environment.optional().describe('Variables of the broken release'),
    })
    .refine(({ command, files }) => command !== undefined || files !== undefined, { error: 'expected command, files, or both' }) as never,
  needs: ['process', 'files', 'deploy'],
  persistence: 'damage',
  summarize: ({ service, command, files = [] }) =>
    `a broken release of ${service} was deployed: ${[...(command === undefined ? [] : [`\`${command}\``]), ...files.map(({ file }) => file)].join(', ')}`,
  target: ({ service }) => service,
  check: (settings, stack) => checkRelease(releaseOf(settings), stack),
  inject: (settings, context) => badRelease(releaseOf(settings), context),
});
