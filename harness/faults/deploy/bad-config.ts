import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { badRelease, checkRelease, environment, fileChange, type BadRelease, type FileChange } from './release.ts';

interface Settings {
  readonly service: string;
  readonly environment?: NonNullable<BadRelease['release']>['environment'];
  readonly files?: readonly FileChange[] | undefined;
  readonly reload: 'restart' | 'none';
}

const releaseOf = ({ service, environment: variables, files = [], reload }: Settings): BadRelease => ({
  service,
  files,
  release: variables === undefined ? undefined : { environment: variables },
  reload,
});

/**
 * A service runs with a wrong setting: of a file that it reads, or of its environment. A file is mended in place (the operator's copy of a
 * mounted file changes with it); variables are the stack's again once `docker compose up -d` makes new containers, and stay over restarts.
 * @example
 * - deploy.bad-config: { service: api, files: [{ file: /srv/api/app.conf, replace: "pool = 10", with: "pool = 0" }] }
 */
export const deployBadConfig = defineFault<Settings>({
  kind: 'deploy.bad-config',
  about: 'A service runs with a wrong setting.',
  symptom:
    'What the setting is for fails, or the service ends again and again; a restart alone changes nothing, and mere liveness checks may be green.',
  example: { service: 'api', environment: { DATABASE_URL: 'postgres://chat_app:old@database:5432/chat' } },
  settings: z
    .strictObject({
      service: z.string().describe('The service'),
      environment: environment
        .optional()
        .describe(
          'Variables with wrong values, or `null` for one that is missing; in force until new containers are made of the Compose file',
        ),
      files: z.array(fileChange).min(1).optional().describe('Files that it reads, as the service sees them, with the wrong text'),
      reload: z
        .enum(['restart', 'none'])
        .default('restart')
        .describe('How it takes over a changed file: it is restarted, or reads it by itself (`none`); restart'),
    })
    .refine(({ environment: variables, files }) => variables !== undefined || files !== undefined, {
      error: 'expected environment, files, or both',
    }) as never,
  needs: ['process', 'files', 'deploy'],
  persistence: 'damage',
  summarize: ({ service, environment: variables, files = [] }) =>
    `${service} was deployed with a wrong ${[...Object.keys(variables ?? {}), ...files.map(({ file }) => file)].join(', ')}`,
  target: ({ service }) => service,
  check: (settings, stack) => checkRelease(releaseOf(settings), stack),
  inject: (settings, context) => badRelease(releaseOf(settings), context),
});
