import { lookup } from 'node:dns/promises';
import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { hostsWith, nobodyNear, type NameAnswers } from '../../inside/hosts-text.ts';
import { NameServer } from './name-server.ts';

/**
 * A container that shares another one's network shares its `/etc/hosts` and `/etc/resolv.conf`, too: Docker mounts the same files. So
 * what a service finds can be changed from beside it, without a tool of its image.
 */
const [hostsFile, resolverFile] = ['/etc/hosts', '/etc/resolv.conf'];
/** Of the loopback network, where neither Docker's own name server (127.0.0.11) nor a common one is. */
const ownAddress = '127.0.0.153';

let before: { readonly hosts: string; readonly resolver: string } | undefined;
let server: NameServer | undefined;

export interface HarmedNames {
  readonly answers: NameAnswers;
  readonly failing: boolean;
  /** Of the service, on a network of its own. */
  readonly address?: string;
}

/** Harms what the service looks up from now on; without harm all is as it was. */
export async function harmNames({ answers, failing, address }: HarmedNames): Promise<void> {
  if (Object.keys(answers).length === 0 && !failing) return restore();
  before ??= { hosts: readFileSync(hostsFile, 'utf8'), resolver: readFileSync(resolverFile, 'utf8') };
  const nobody = nobodyNear(address);
  const behind = /^nameserver\s+(\S+)/m.exec(before.resolver)?.[1] ?? '127.0.0.11';
  const settings = { answers, failing, nobody, behind };
  server ??= await NameServer.open(ownAddress, settings);
  server.settings = settings;
  // In place: these files are mounts.
  writeFileSync(hostsFile, hostsWith(before.hosts, answers, { nobody, nothingIsFound: failing, self: hostname() }));
  const others = before.resolver.split('\n').filter(line => !/^\s*nameserver\s/.test(line));
  writeFileSync(resolverFile, [`nameserver ${ownAddress}`, ...others].join('\n'));
}

function restore(): void {
  if (before !== undefined) {
    writeFileSync(hostsFile, before.hosts);
    writeFileSync(resolverFile, before.resolver);
  }
  before = undefined;
  server?.close();
  server = undefined;
}

/** As the programs of most images ask: by the C library. */
export async function lookUp(name: string): Promise<{ readonly addresses: readonly string[]; readonly code?: string }> {
  try {
    return { addresses: (await lookup(name, { all: true, family: 4 })).map(({ address }) => address) };
  } catch (thrown) {
    return { addresses: [], code: (thrown as NodeJS.ErrnoException).code ?? 'EAI_FAIL' };
  }
}
