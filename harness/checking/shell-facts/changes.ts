import { isLooking, redisWords } from '../../reading/runbook/guess-role.ts';
import type { ShellCommand } from '../document/shell/tree.ts';

/** Whether a command changes something, as far as its name and words tell; what is not known does. */
export function changes({ name, words, inner, runs, redirects }: ShellCommand): boolean {
  if (name === '' || inner !== undefined || runs !== undefined || harmless.test(name)) return false;
  if (redirects.some(({ operator, target }) => /^(?:>|>>|>\||&>|&>>)$/.test(operator) && !(target?.value ?? '/dev/').startsWith('/dev/')))
    return true;
  const values = words.slice(1).map(({ value }) => value);
  const [verb = '', object = ''] = values.filter(value => !value.startsWith('-'));
  if (/^(?:redis|valkey)-cli$/.test(name) && asksRedis.test(redisWords(values).join(' '))) return false;
  return !isLooking([name, ...values]) && !asks.test(verb) && !asks.test(object);
}

/** Questions to Redis that have two words. */
const asksRedis =
  /^(?:cluster (?:info|nodes|slots|shards|replicas|links|myid|keyslot|countkeysinslot)|sentinel (?:get-master-addr-by-name|masters?|replicas|slaves|sentinels|ckquorum)|client (?:list|info|id)|acl (?:list|users|getuser|whoami|log)|config get|memory (?:usage|stats|doctor)|xinfo|xpending|xrange|object)\b/i;

/** What tools of all kinds call a question: `rabbitmqctl list_queues`, `certbot certificates`, `consul operator raft list-peers`. */
const asks =
  /^(?:list|show|get|status|state|describe|info|check|view|version|help|inspect|diff|logs?|ping|query|search|verify|validate|certificates|audit|history|cluster_status)(?:$|[-_:])/;

/** What only steers the shell, or asks for a version or for help. */
const harmless =
  /^(?:\[|\[\[|\(\(|:|\.|source|exit|return|break|continue|wait|trap|shift|local|declare|readonly|typeset|alias|unset|eval|test|openssl|sha\d+sum|md5sum|gzip|gunzip|composer|node|exec|mkdir|man)$/;
