import { besideManifest, peopleFile, statementsFile } from '../evidence/manifest.ts';
import { payloadType } from '../evidence/envelope.ts';
import type { TrustedKey } from '../evidence/trust.ts';

/**
 * A bash script that checks manifest, chains and signatures with sha256sum, jq and openssl: an auditor need not trust our audit.
 * It prints a line for each thing that it finds wrong, and what it looked at.
 */
export function explain(folder: string, trust: readonly TrustedKey[]): string {
  const keys: readonly TrustedKey[] =
    trust.length === 0 ? [{ name: 'the signer', spki: 'BASE64-OF-THE-PUBLIC-KEY-FROM-YOUR-OWN-TRUST-FILE' }] : trust;
  return `#!/usr/bin/env bash
# The same checks without drillbook. Needs bash, sha256sum, jq and openssl 3; run it in a copy of the evidence.
# DSSE 1.0, in-toto Statement v1, RFC 8785 and RFC 8032 describe the formats. It says "wrong" where something is.
folder=${quoted(folder)}
cd "\${1:-$folder}" || exit 2
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
# Whatever is wrong is printed, without control characters, and makes the exit status 1.
exec 5>&1
wrong() { printf 'wrong: %s\\n' "$(tr -d '[:cntrl:]' <<< "$*")" >&5; : > "$work/wrong"; }

echo '1. Every file is as in the manifest, and there is no other.'
jq -r '.files[] | .sha256 + "  " + .path' manifest.json > "$work/sums"
sha256sum --check --quiet "$work/sums" || wrong files
find . -type f ${[...besideManifest].map(name => `! -path ./${name}`).join(' ')} | cut -c3- | LC_ALL=C sort > "$work/there"
jq -r '.files[].path' manifest.json | LC_ALL=C sort | diff - "$work/there" || wrong 'missing or added files'
find . ! -type f ! -type d | while IFS= read -r odd; do wrong "neither a file nor a folder: $odd"; done

echo '2. Both statements bind this manifest.'
manifest=$(sha256sum < manifest.json | cut -d' ' -f1); echo "manifest sha256 $manifest"
base64url() { tr '_-' '/+' | base64 -d; }
payload() { sed -n "$2p" "$1" | jq -r .payload | base64url; }
payload ${statementsFile} 1 > "$work/test-result.json"; payload ${statementsFile} 2 > "$work/rehearsal.json"
jq -e '.predicateType | endswith("test-result/v0.1")' "$work/test-result.json" > "$work/out" || wrong 'line 1'
jq -e --arg m "$manifest" 'any(.predicate.configuration[]; .name == "manifest.json" and .digest.sha256 == $m)' "$work/test-result.json" > "$work/out" || wrong test-result
jq -e --arg m "$manifest" '.predicate.manifest.sha256 == $m' "$work/rehearsal.json" > "$work/out" || wrong rehearsal

echo '3. Each journal is a whole chain from run.json to the stated last line.'
genesis() { echo "sha256:$(jq -cjS . "$1" | sha256sum | cut -d' ' -f1)"; }
jq -r '.predicate.journals[] | [.path, .head, .count] | @tsv' "$work/rehearsal.json" | while IFS=$'\\t' read -r journal head count; do
  case $journal in shards/*) last=$(genesis "$(cut -d/ -f1-2 <<< "$journal")/run.json") ;; *) last=$(genesis run.json) ;; esac
  lines=0
  jq -r '.prev + " " + .hash' "$journal" > "$work/links"
  while IFS= read -r line && read -r previous hash <&3; do
    lines=$((lines + 1))
    [[ $previous == "$last" ]] || wrong "$journal:$lines does not follow from the line before"
    text=\${line/"\\"hash\\":\\"$hash\\","/}
    [[ $(printf 'drillbook-journal-v1\\n%s' "$text" | sha256sum) == "\${hash#sha256:}"* ]] || wrong "$journal:$lines was changed"
    last=$hash
  done < "$journal" 3< "$work/links"
  [[ $last == "$head" && $lines == "$count" ]] || wrong "$journal does not end as stated"
done
find . -name '*.ndjson' | cut -c3- | LC_ALL=C sort > "$work/journals"
jq -r '.predicate.journals[].path' "$work/rehearsal.json" | LC_ALL=C sort | diff - "$work/journals" || wrong journals

echo '4. What is stated is what is reported.'
diff <(jq -cS '.predicate.results[] | {scenario, outcome, reason, asExpected, recoveryMs, withReader}' "$work/rehearsal.json") \\
  <(jq -cS '.scenarios[] | {scenario: .id, outcome, reason, asExpected, recoveryMs, withReader}' report.json) || wrong verdicts

echo '5. Signatures, by the keys of your own trust file (not by any that came with the evidence).'
signed() { # bundle, line, public key
  payload "$1" "$2" > "$work/body"
  { printf 'DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} %s ' "$(wc -c < "$work/body" | tr -d ' ')"; cat "$work/body"; } > "$work/pae"
  sed -n "$2p" "$1" | jq -r '.signatures[0].sig // ""' | base64url > "$work/sig"
  openssl pkeyutl -verify -rawin -pubin -inkey "$3" -sigfile "$work/sig" -in "$work/pae" > "$work/out" 2>&1
}
${keys
  .map(
    ({ name, spki, since, until }, index) =>
      `printf '%s\\n' '-----BEGIN PUBLIC KEY-----' ${quoted(spki)} '-----END PUBLIC KEY-----' > "$work/key${index + 1}"; names[${index + 1}]=${quoted(name)}; since[${index + 1}]=${quoted(since ?? '')}; until[${index + 1}]=${quoted(until ?? '')}`,
  )
  .join('\n')}
run_day=$(jq -r .startedAt run.json | cut -c1-10)
# A last line without an end is a line, too.
lines() { [[ -z $(tail -c 1 "$1") ]] || wrong "$1 does not end with a line feed"; grep -c '' "$1"; }
for bundle in ${statementsFile} ${peopleFile}; do
  [[ -f $bundle ]] || continue
  for line in $(seq "$(lines "$bundle")"); do
    by=
    for key in $(seq ${keys.length}); do
      signed "$bundle" "$line" "$work/key$key" || continue
      # The day that is stated in what was signed, against the days of the key.
      day=$(payload "$bundle" "$line" | jq -r '.predicate.at // .predicate.startedAt // empty' | cut -c1-10)
      [[ -n $day ]] || day=$run_day
      if [[ ( -n \${since[key]} && $day < \${since[key]} ) || ( -n \${until[key]} && $day > \${until[key]} ) ]]; then wrong "$bundle:$line is of $day, when the key of \${names[key]} did not hold"; fi
      by=\${names[key]}
    done
    if [[ -n $by ]]; then echo "$bundle:$line is signed by $by"; else wrong "$bundle:$line is signed by none of these keys"; fi
  done
done

echo "6. Persons' statements speak of this manifest, and each names the line before."
if [[ -f ${peopleFile} ]]; then
  before=null
  for line in $(seq "$(lines ${peopleFile})"); do
    payload ${peopleFile} "$line" > "$work/person.json"
    jq -c '.predicate | [.at, .name, .role, .decision]' "$work/person.json"
    jq -e --arg m "$manifest" '.predicate.manifest.sha256 == $m' "$work/person.json" > "$work/out" || wrong "line $line speaks of another manifest"
    [[ $(jq -r '.predicate.previous' "$work/person.json") == "$before" ]] || wrong "line $line does not follow from the line before"
    before=$(sed -n "\${line}p" ${peopleFile} | tr -d '\\n' | sha256sum | cut -d' ' -f1)
  done
fi

# What this cannot notice: statements of persons taken off the end of ${peopleFile}, a run that was left out altogether, a whole
# folder written anew by somebody who holds the key, or a machine that did not tell the truth while it recorded.
# Verdicts computed again from the journals: drillbook audit, of the version in run.json.
[[ ! -e $work/wrong ]]
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
