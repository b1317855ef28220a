import { Unsupported } from '../support/harness-error.ts';
import type { ShimDefinition } from './shim.ts';

/**
 * Stands for a tool of something that no stack has: it says so, and the trial is `unsupported` with the call on record. Looking is
 * no better than acting: an answer that nobody gave would be made up.
 */
function stub(kind: string, lacks: string): ShimDefinition {
  return {
    kind,
    follows: 'nothing: a stub',
    about: `A stub: no stack has ${lacks}. It records the call and makes the drill \`inconclusive: unsupported\`.`,
    run() {
      throw new Unsupported(`${kind} is a stub; no stack has ${lacks}`);
    },
  };
}

/** Tools of outside services and of the kernel, which can be called on a bastion and do nothing there. */
export const stubs: readonly ShimDefinition[] = [
  stub('chgrp', "groups but the operator's"),
  stub('chown', 'users but the operator'),
  stub('certbot', 'a certificate authority on the Internet'),
  stub('kubectl', 'a Kubernetes cluster'),
  stub('runuser', 'users but the operator'),
  stub('snyk', "that vendor's service"),
  stub('su', 'users but the operator'),
  stub('trivy', 'images or a database of vulnerabilities'),
  stub('ufw', "a machine's own firewall"),
  stub('vercel', "that vendor's platform"),
];
