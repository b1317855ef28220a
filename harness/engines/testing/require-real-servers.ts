import { execa } from 'execa';
import { fileURLToPath } from 'node:url';
import { engines } from '../index.ts';
import { variable } from './engines-under-test.ts';
import { serviceImage } from './stack-of.ts';

const dockerfile = fileURLToPath(new URL('../../../fixtures/images/service', import.meta.url));

/**
 * Before all tests: fetches the real tools and images once, so that no test's time holds a download, and refuses
 * to go on where the servers cannot run: a test that was skipped is no test that passed. Docker alone may be
 * missing on a developer's machine, which is said in one line; in CI it may not.
 */
export default async function requireRealServers(): Promise<void> {
  const here: string[] = [];
  for (const engine of engines.all) {
    const answer = await engine.available();
    if (answer.ok) {
      here.push(engine.kind);
      await engine.prepare(undefined, message => console.log(`  ${message}`));
    } else if (engine.kind === 'containers' && process.env['CI'] === undefined)
      console.log(`  Tests on containers are left out: ${answer.because}. \`.ci/docker\` makes Docker answer on Debian. ${answer.hint}`);
    else throw new Error(`real-server tests cannot run: ${engine.kind}: ${answer.because}. ${answer.hint}`);
  }
  if (here.includes('containers')) await buildServiceImage();
  process.env[variable] = here.join(',');
}

/** The services of the tests say only what they run; in a container they need an image to run it in. */
async function buildServiceImage(): Promise<void> {
  const built = await execa('docker', ['build', '--quiet', '--tag', serviceImage, dockerfile], { reject: false, stdin: 'ignore' });
  if (built.failed)
    throw new Error(
      `the image ${serviceImage} cannot be built: ${built.stderr || built.shortMessage}. Run \`.ci/docker\`, which makes its base.`,
    );
}
