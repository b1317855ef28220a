import type { Check, CheckResult } from './check.ts';
import { askDocker, DockerRefusal } from './docker/ask.ts';
import { findDocker } from './docker/find-docker.ts';

/** What the bastion's image is built from. */
const base = 'debian:bookworm-slim';

/** What Testcontainers 11.14 starts beside its containers, to take them away when the program was killed. */
export const ryuk = 'testcontainers/ryuk:0.14.0';

export const dockerBaseImage: Check = {
  kind: 'docker-base-image',
  title: 'base image',
  engine: 'containers',
  look: () =>
    lookFor(
      base,
      `It is pulled when it is first needed; where no registry can be reached, import one by that name (\`docker import base.tar ${base}\`).`,
    ),
};

export const dockerRyuk: Check = {
  kind: 'docker-ryuk',
  title: 'Ryuk',
  engine: 'containers',
  async look() {
    if (process.env['TESTCONTAINERS_RYUK_DISABLED'] === 'true')
      return {
        state: 'ok',
        found: "switched off by TESTCONTAINERS_RYUK_DISABLED: drillbook's own watchdog and sweep clean up",
      };
    return await lookFor(
      process.env['RYUK_CONTAINER_IMAGE'] ?? ryuk,
      "It is pulled when it is first needed; where that fails, drillbook's own watchdog and sweep clean up, and TESTCONTAINERS_RYUK_DISABLED=true saves the try.",
    );
  },
};

async function lookFor(image: string, todo: string): Promise<CheckResult | undefined> {
  const { host } = await findDocker();
  if (host === undefined) return undefined;
  try {
    const { Size } = await askDocker<{ readonly Size: number }>(host.address, `/images/${image}/json`);
    return { state: 'ok', found: `${image}, ${Math.round(Size / 1000 ** 2)} MB` };
  } catch (thrown) {
    if (thrown instanceof DockerRefusal && thrown.status === 404) return { state: 'later', found: `${image} is not there yet`, todo };
    throw thrown;
  }
}
