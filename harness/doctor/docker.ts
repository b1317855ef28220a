import type { Check } from './check.ts';
import { findDocker } from './docker/find-docker.ts';

export const docker: Check = {
  kind: 'docker',
  title: 'Docker',
  engine: 'containers',
  async look() {
    const { version } = await findDocker();
    if (version === undefined) return undefined;
    // Testcontainers' client leaves the version out of its requests: every server then speaks its own.
    const { Version, ApiVersion, MinAPIVersion, Os } = version;
    const found = `server ${Version}, API ${ApiVersion}${MinAPIVersion === undefined ? '' : ` (takes ${MinAPIVersion} and later)`}; we ask for no version and get ${ApiVersion}`;
    if (Os === 'linux') return { state: 'ok', found };
    return { state: 'absent', found: `${found}; it runs ${Os} containers`, todo: 'Switch Docker to Linux containers.' };
  },
};
