import { dirname, join, normalize } from 'node:path';
import { nearest } from '../../support/nearest.ts';

/** Where a `runbook_url` leads in this repository. */
export type Followed =
  | { readonly to: 'file'; readonly file: string; readonly anchor: string }
  | { readonly to: 'nothing'; readonly why: string; readonly nearest?: string };

/**
 * Follows an address to a Markdown file. A web page is told by the end of its path, with `.md` where the page hides it: the longest end
 * that a file has from the top, else the longest that one file alone ends with. Paths without a host are taken from the rules' folder,
 * then from the top.
 * @param files Markdown files, as paths from the top
 */
export function followUrl(url: string, { from, files }: { readonly from: string; readonly files: readonly string[] }): Followed {
  if (url.includes('{{')) return { to: 'nothing', why: 'it is put together when the alert fires: where it leads is not known before' };
  const [whole = '', anchor = ''] = url.split(/#(.*)/s);
  const address = whole.replace(/\?.*$/s, '');
  const host = /^[a-z][\w+.-]*:\/\/[^/]*/i.exec(address)?.[0];
  const path = decoded(host === undefined ? address : address.slice(host.length));
  const at = (file: string): Followed => ({ to: 'file', file, anchor: decoded(anchor) });
  if (host === undefined) {
    const near = path.startsWith('/') ? [] : formsOf(join(dirname(from), path));
    const found = [...near, ...formsOf(path.replace(/^\/+/, ''))].find(form => files.includes(form));
    return found === undefined ? nothing(path, files) : at(found);
  }
  const parts = path.split('/').filter(part => part !== '');
  for (let length = parts.length; length > 0; length--) {
    const forms = formsOf(parts.slice(-length).join('/'));
    const exact = forms.find(form => files.includes(form));
    if (exact !== undefined) return at(exact);
    const ending = [...new Set(forms.flatMap(form => files.filter(file => file.endsWith(`/${form}`))))];
    const [only, ...others] = ending;
    if (only !== undefined && others.length === 0) return at(only);
    if (only !== undefined) return { to: 'nothing', why: `several files may be meant: ${ending.join(', ')}` };
  }
  return nothing(path, files);
}

function nothing(path: string, files: readonly string[]): Followed {
  const name = nameOf(path);
  const names = new Map(files.map(file => [nameOf(file), file]));
  const close = nearest(name, names.keys());
  return {
    to: 'nothing',
    why: 'no Markdown file here is meant by it',
    ...(close === undefined ? {} : { nearest: names.get(close) ?? close }),
  };
}

/** The file that an address may stand for: as it is, or with what sites leave out. */
function formsOf(path: string): readonly string[] {
  const plain = normalize(path).replace(/\/+$/, '').replace(/^\.\//, '');
  if (/\.(?:md|markdown)$/i.test(plain)) return [plain];
  const bare = plain.replace(/\.html?$/i, '');
  return [`${bare}.md`, `${bare}/README.md`, `${bare}/index.md`, `${bare}.markdown`];
}

function nameOf(path: string): string {
  const parts = path
    .replace(/\/+$/, '')
    .replace(/\.(?:md|markdown|html?)$/i, '')
    .split('/');
  return parts.at(-1)?.toLowerCase() ?? '';
}

/** An address that cannot be decoded is taken as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
