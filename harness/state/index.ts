import type { Aspect } from './aspect.ts';
import { configuration } from './configuration.ts';
import { files } from './files.ts';
import { restarts } from './restarts.ts';
import { rows } from './rows.ts';
import { schema } from './schema.ts';
import { sessions } from './sessions.ts';

/** All of them, in the order in which reports show them. */
export const aspects: readonly Aspect[] = [restarts, files, schema, rows, sessions, configuration];
