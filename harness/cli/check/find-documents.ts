import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { matchesPath } from '../../support/path-pattern.ts';
import { usageError } from '../read-arguments.ts';
import { findRunbooks, type Found } from '../survey/find-runbooks.ts';

/**
 * The documents that were asked for: files, folders, and patterns that no shell has put names in for. What git ignores is left out of folders
 * and patterns; a file that is named is not.
 * @throws {HarnessError} `usage` for a path that does not exist, or a pattern that nothing matches.
 */
export async function findDocuments(asked: readonly string[], cwd: string): Promise<Found> {
  const patterns = asked.filter(one => /[*?]/.test(one) && !existsSync(join(cwd, one)));
  const plain = asked.filter(one => !patterns.includes(one));
  const { files, named } = plain.length === 0 && patterns.length > 0 ? { files: [], named: new Set<string>() } : findRunbooks(plain, cwd);
  const matched = patterns.flatMap(pattern => matching(pattern, cwd));
  const all = [...new Set([...files, ...matched])].sort();
  const ignored = await ignoredAmong(
    all.filter(file => !named.has(file)),
    cwd,
  );
  return { files: all.filter(file => !ignored.has(file)), named };
}

function matching(pattern: string, cwd: string): readonly string[] {
  const folder = pattern.slice(0, pattern.search(/[*?]/)).replace(/[^/]*$/, '');
  const found = existsSync(join(cwd, folder))
    ? readdirSync(join(cwd, folder), { recursive: true, withFileTypes: true })
        .filter(entry => !entry.isDirectory())
        .map(entry => relative(cwd, join(entry.parentPath, entry.name)))
        .filter(file => /\.(?:md|markdown)$/i.test(file) && !/(?:^|\/)(?:node_modules|\.git)\//.test(file) && matchesPath(pattern, file))
    : [];
  if (found.length === 0) throw usageError(`unexpected pattern "${pattern}", expected one that a Markdown file matches`);
  return found;
}

/** Outside of a repository, or without git, nothing is. */
async function ignoredAmong(files: readonly string[], cwd: string): Promise<ReadonlySet<string>> {
  if (files.length === 0) return new Set();
  const { execa } = await import('execa');
  const { stdout } = await execa('git', ['check-ignore', '-z', '--stdin'], {
    cwd,
    reject: false,
    input: files.map(file => `${file}\0`).join(''),
  });
  return new Set((typeof stdout === 'string' ? stdout : '').split('\0').filter(file => file !== ''));
}
