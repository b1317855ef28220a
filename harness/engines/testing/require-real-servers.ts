import { execa } from 'execa';
import { fileURLToPath } from 'node:url';
import { engines } from '../index.ts';
import { decideEngines, variable } from './decide-engines.ts';
import { serviceImage } from './stack-of.ts';

const dockerfile = fileURLToPath(new URL('../../../fixtures/images/service', import.meta.url));

/**
 * Before all tests: fetches the real tools and images once, so that no test's time holds a download, and refuses
 * to go on where the servers cannot run.
 */
export default async function requireRealServers(): Promise<void> {
  const answers = await Promise.all(engines.all.map(async engine => [engine.kind, await engine.available()] as const));
  const { here, lines } = decideEngines(answers, (process.env['CI'] ?? '') !== '');
  for (const line of lines) console.log(`  ${line}`);
  for (const kind of here) await engines.find(kind)?.prepare(undefined, message => console.log(`  ${message}`));
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
