import { engineNamed } from './with-stack.ts';

/**
 * Before all tests: fetches the real tools once, so that no test's time holds a download, and refuses
 * to go on where the servers cannot run: a test that was skipped is no test that passed.
 */
export default async function requireRealServers(): Promise<void> {
  const engine = engineNamed('processes');
  const answer = await engine.available();
  if (!answer.ok) throw new Error(`real-server tests cannot run: ${answer.because}. ${answer.hint}`);
  await engine.prepare(undefined, message => console.log(`  ${message}`));
}
