import type { Difference, Unchanged } from '../../model/elsewhere.ts';
import type { Service, Stack } from '../../model/stack.ts';
import { ownerOf } from '../../operations/database-of.ts';
import { digestOf } from '../../support/digest.ts';
import { isNamed } from './named.ts';
import { isServer } from './subjects.ts';

/** A role that the operator gets in a superuser's place: it may look at everything, end sessions, and do what the application may. */
export interface LeastRole {
  readonly service: string;
  readonly name: string;
  readonly password: string;
  /** Roles whose rights it has. */
  readonly memberOf: readonly string[];
}

export interface LeastPrivilege {
  readonly stack: Stack;
  readonly role?: LeastRole;
  readonly differs: readonly Difference[];
  readonly unchanged: readonly Unchanged[];
}

const none = { differs: [], unchanged: [] };
/** To look at settings and statistics, and to cancel and end sessions (PostgreSQL 15, 22.5). */
const operators = ['pg_monitor', 'pg_signal_backend'];

/**
 * Where the operator's variables log in as the superuser, and no text names that role: another one without its rights. Only with one
 * server and a role of the application's own can be told what the operator must be able to do all the same.
 */
export function leastPrivilege(stack: Stack, texts: readonly string[]): LeastPrivilege {
  const servers = stack.services.filter(service => isServer('postgres', service));
  const used = servers.filter(service => variablesOf(stack, service).length > 0 && !isNamed(ownerOf(service), texts));
  const [server] = used;
  if (server === undefined) return { stack, ...none };
  const what = `${ownerOf(server)} of ${server.name}`;
  const app = server.roles['app'];
  const stays = (why: string): LeastPrivilege => ({ stack, differs: [], unchanged: [{ what, why }] });
  if (servers.length > 1) return stays('there are several servers');
  if (app === undefined || app === ownerOf(server)) return stays('the application has no role of its own');
  const name = 'elsewhere_operator';
  const password = `elsewhere_${digestOf(what).slice(-8)}`;
  return {
    stack: loggingIn(stack, server, name, password),
    role: { service: server.name, name, password, memberOf: [...operators, app] },
    differs: [{ kind: 'role', what }],
    unchanged: [],
  };
}

/** Variables that the operator has and that log in as the server's superuser. */
function variablesOf({ bastion: { environment, withheld = [] } }: Stack, server: Service): readonly string[] {
  const owner = ownerOf(server);
  return Object.keys(environment).filter(
    name => !withheld.includes(name) && (name === 'PGUSER' ? environment[name] === owner : userIn(environment[name] ?? '') === owner),
  );
}

function loggingIn(stack: Stack, server: Service, name: string, password: string): Stack {
  const { environment } = stack.bastion;
  const own = variablesOf(stack, server);
  const changed = Object.fromEntries(
    own.map(variable => [variable, variable === 'PGUSER' ? name : (environment[variable] ?? '').replace(login, `$1${name}:${password}@`)]),
  );
  const secret = own.includes('PGUSER') && environment['PGPASSWORD'] !== undefined ? { PGPASSWORD: password } : {};
  return { ...stack, bastion: { ...stack.bastion, environment: { ...environment, ...changed, ...secret } } };
}

const login = /^(postgres(?:ql)?:\/\/)([^:@/?]+)(?::[^@/?]*)?@/;

function userIn(text: string): string | undefined {
  return login.exec(text)?.[2];
}
