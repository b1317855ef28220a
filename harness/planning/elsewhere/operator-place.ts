import { basename } from 'node:path/posix';
import type { BastionSpec } from '../../model/stack.ts';
import type { Difference, Unchanged } from '../../model/elsewhere.ts';
import { isNamed } from './named.ts';

/** What tells of the machine and not of who works there: a runbook is not written for a place with other authorities or clocks. */
const machines =
  /^(?:PATH|LANG|LC_\w+|TZ|TERM|SSL_CERT_(?:FILE|DIR)|CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE|NODE_EXTRA_CA_CERTS|(?:https?|no|all)_proxy)$/i;
const home = '/home/operator';

export interface OperatorPlace {
  readonly bastion: BastionSpec;
  readonly differs: readonly Difference[];
  readonly unchanged: readonly Unchanged[];
}

/** The operator's place without what made itself at home there: variables and files of the home that no text names. */
export function operatorPlace(bastion: BastionSpec, texts: readonly string[]): OperatorPlace {
  const copies = Object.entries(bastion.copy).map(([source, target]) => ({ source, target: target.replace(/(?<=.)\/+$/, '') }));
  const withheld = Object.keys(bastion.environment).filter(name => !machines.test(name) && !isNamed(name, texts));
  const own = copies.filter(({ target }) => isOwn(target, bastion.workdir) && !partsBelowHome(target).some(part => isNamed(part, texts)));
  const gone = new Set(own.map(({ source }) => source));
  return {
    bastion: {
      ...bastion,
      ...(withheld.length === 0 ? {} : { withheld }),
      copy: Object.fromEntries(Object.entries(bastion.copy).filter(([source]) => !gone.has(source))),
    },
    differs: [
      ...withheld.map((what): Difference => ({ kind: 'variable', what })),
      ...own.map(({ target }): Difference => ({ kind: 'file', what: target })),
    ],
    unchanged: copies.flatMap(({ source, target }) =>
      target === home ? [{ what: target, why: `it is a copy of ${source} as a whole, and nobody can tell what of it is needed` }] : [],
    ),
  };
}

/** A hidden file of the home, or any where the work is not done there. */
function isOwn(target: string, workdir: string): boolean {
  if (!target.startsWith(`${home}/`)) return false;
  const overlaps = `${workdir}/`.startsWith(`${target}/`) || `${target}/`.startsWith(`${workdir}/`);
  return !overlaps || (workdir === home && (partsBelowHome(target)[0]?.startsWith('.') ?? false));
}

/** Names by which a text may call it: those of its first folder and its own. */
function partsBelowHome(target: string): readonly string[] {
  return [target.slice(home.length + 1).split('/')[0] ?? '', basename(target)];
}
