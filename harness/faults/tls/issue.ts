import type { RunningStack } from '../../engines/engine.ts';

export interface Issue {
  /** PEM: the server's own key and its certificate as it is. */
  readonly key: string;
  readonly certificate: string;
  /** PEM; without it the certificate is signed by its own key. */
  readonly authority?: { readonly certificate: string; readonly key: string } | undefined;
  readonly from: Date;
  readonly to: Date;
  /** Instead of the names that it has. */
  readonly name?: string | undefined;
}

/** Makes another certificate for the same key with the bastion's openssl; PEM. The keys are there only while it runs. */
export async function issue(stack: RunningStack, asked: Issue, signal: AbortSignal): Promise<string> {
  const { key, certificate, authority, from, to, name } = asked;
  const parts = [key, certificate, authority?.certificate ?? '', authority?.key ?? ''];
  const { status, stdout, stderr } = await stack.bastion.exec(['sh', '-c', script, 'sh', asn1Time(from), asn1Time(to), name ?? ''], {
    input: parts.map(part => `${Buffer.from(part).toString('base64')}\n`).join(''),
    cwd: '/tmp',
    timeoutMs: 10_000,
    signal,
  });
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr.trim().split('\n')[0] ?? `status ${status}`}`);
  return stdout;
}

function asn1Time(date: Date): string {
  return `${date.toISOString().replaceAll(/[-:T]|\..*$/g, '')}Z`;
}

const script = `set -eu
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for part in key old authority authority-key; do IFS= read -r line; printf %s "$line" | base64 -d >"$part"; done
: >index
cat >conf <<END
[ca]
default_ca = own
[own]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
preserve = yes
unique_subject = no
copy_extensions = copyall
[any]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = optional
emailAddress = optional
END
if [ -n "$3" ]; then openssl req -new -key key -subj "/CN=$3" -addext "subjectAltName=DNS:$3" -out request
else openssl x509 -x509toreq -in old -signkey key -copy_extensions copyall -out request; fi
if [ -s authority-key ]; then set -- "$1" "$2" -cert authority -keyfile authority-key; else set -- "$1" "$2" -selfsign -keyfile key; fi
from=$1
to=$2
shift 2
openssl ca -batch -notext -config conf -in request -out new -startdate "$from" -enddate "$to" "$@" >log 2>&1 || { cat log >&2; exit 1; }
cat new
`;
