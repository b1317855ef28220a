import { basename } from 'node:path';
import type { BastionSpec } from '../../model/stack.ts';
import type { Difference } from '../../model/elsewhere.ts';
import { isNamed } from './named.ts';

/** What tells of the machine and not of who works there: a runbook is not written for a place with other authorities or clocks. */
const machines =
  /^(?:PATH|LANG|LC_\w+|TZ|TERM|SSL_CERT_(?:FILE|DIR)|CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE|NODE_EXTRA_CA_CERTS|(?:https?|no|all)_proxy)$/i;
const home = '/home/operator/';

/** The operator's place without what made itself at home there: variables and files of the home that no text names. */
export function operatorPlace(
  bastion: BastionSpec,
  texts: readonly string[],
): { readonly bastion: BastionSpec; readonly differs: readonly Difference[] } {
  const withheld = Object.keys(bastion.environment).filter(name => !machines.test(name) && !isNamed(name, texts));
  const own = Object.entries(bastion.copy).filter(([, target]) => isOwn(target, bastion.workdir) && !isNamed(basename(target), texts));
  return {
    bastion: {
      ...bastion,
      ...(withheld.length === 0 ? {} : { withheld }),
      copy: Object.fromEntries(Object.entries(bastion.copy).filter(([source]) => own.every(([other]) => other !== source))),
    },
    differs: [
      ...withheld.map((what): Difference => ({ kind: 'variable', what })),
      ...own.map(([, what]): Difference => ({ kind: 'file', what })),
    ],
  };
}

/** Below the home, and not where the work is done. */
function isOwn(target: string, workdir: string): boolean {
  return target.startsWith(home) && !`${workdir}/`.startsWith(`${target.replace(/\/$/, '')}/`) && !target.startsWith(`${workdir}/`);
}
