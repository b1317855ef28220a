import type { z } from 'zod';
import type { Location } from '../../model/location.ts';
import type { Path } from '../yaml/path.ts';
import type { Places } from '../yaml/validate.ts';
import type { composeService } from './stack-schema.ts';

/** A service as its Compose file has it, checked. */
export type ComposeService = z.output<typeof composeService>;

/** What giving meaning to a service needs besides it. */
export interface ServiceContext {
  /** The stack's folder: nothing outside of it is mounted, built or read. */
  readonly folder: string;
  /** Folder that relative paths at a place are meant from. */
  readonly folderAt: (path: Path) => string;
  readonly places: Places;
  readonly declared: { readonly secrets: Readonly<Record<string, unknown>>; readonly configs: Readonly<Record<string, unknown>> };
  /** Names of the services that a drill starts; profiles have to be asked for. */
  readonly running: ReadonlySet<string>;
  readonly problem: (message: string, location: Location, hint?: string) => void;
  /** Told of files of variables. */
  readonly envFile: (file: string) => void;
  /** Told of volumes without a name of their own. */
  readonly anonymous: (volume: string) => void;
}
