import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { digestOf } from '../../support/digest.ts';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import { cacheFolder } from './cache-folder.ts';

/**
 * Production packages of a Node service, installed once per lock file into the cache, without their
 * install scripts. Undefined when it has none.
 * @throws {HarnessError} `no-packages` when npm cannot have them.
 */
export async function nodeModules(context: string): Promise<{ readonly key: string; readonly folder: string } | undefined> {
  const manifest = await readFile(join(context, 'package.json'), 'utf8').catch(() => undefined);
  const lock = await readFile(join(context, 'package-lock.json'), 'utf8').catch(() => undefined);
  if (manifest === undefined || lock === undefined) return undefined;
  const key = digestOf(JSON.stringify([lock, process.versions.modules])).slice(7, 19);
  const target = join(cacheFolder(), `modules-${key}`);
  if (!(await exists(target))) await install(context, target);
  return { key, folder: join(target, 'node_modules') };
}

async function install(context: string, target: string): Promise<void> {
  const work = `${target}.${process.pid}`;
  await rm(work, { recursive: true, force: true });
  await mkdir(join(work, 'node_modules'), { recursive: true });
  try {
    for (const name of ['package.json', 'package-lock.json']) await cp(join(context, name), join(work, name));
    await execa('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: work, stdin: 'ignore' });
    await rename(work, target).catch(async thrown => {
      // Another process was first.
      if (!(await exists(target))) throw thrown;
    });
  } catch (thrown) {
    throw new HarnessError(
      'no-packages',
      `npm could not install the packages of ${context}: ${messageOf(thrown).split('\n').slice(0, 3).join(' ')}`,
      'Run `npm ci` there by hand to see why.',
      { cause: thrown },
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
