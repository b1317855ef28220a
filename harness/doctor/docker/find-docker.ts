import { messageOf } from '../../support/harness-error.ts';
import { askDocker } from './ask.ts';
import { dockerHosts, type DockerHost } from './hosts.ts';

/** `/version` of Docker's API, as far as it matters here. */
interface DockerVersion {
  readonly Version: string;
  readonly ApiVersion: string;
  readonly MinAPIVersion?: string;
  readonly Os: string;
}

export interface FoundDocker {
  /** Those that did not answer, and why. */
  readonly failed: readonly (DockerHost & { readonly because: string; readonly code?: string })[];
  /** The first that answered. */
  readonly host?: DockerHost;
  readonly version?: DockerVersion;
}

let found: Promise<FoundDocker> | undefined;

/** Tries each place where Docker may answer until one does. Looks once: all checks are to speak of the same. */
export function findDocker(): Promise<FoundDocker> {
  found ??= look();
  return found;
}

async function look(): Promise<FoundDocker> {
  const failed: FoundDocker['failed'][number][] = [];
  for (const host of dockerHosts()) {
    try {
      return { failed, host, version: await askDocker<DockerVersion>(host.address, '/version') };
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      failed.push({ ...host, because: messageOf(thrown), ...(code === undefined ? {} : { code }) });
    }
  }
  return { failed };
}
