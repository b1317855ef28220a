import { z } from 'zod';
import { databaseOf, ownerOf, unknownRole } from '../../operations/database-of.ts';
import { unknownService } from '../../operations/known-service.ts';
import type { Stack } from '../../model/stack.ts';

/** Which of a service's roles is harmed. */
export const appRole = z.string().default('app').describe("Name under the service's `roles`");

/** The server's own name of it. */
export function userOf(stack: Stack, service: string, role: string): string {
  return databaseOf(stack, { service, role }).user;
}

/** The problems with a role that is harmed: it must be another one than the operator's, who has to get in to mend it. */
export function notOfItsOwn({ service: name, role }: { readonly service: string; readonly role: string }, stack: Stack): readonly string[] {
  const service = stack.services.find(candidate => candidate.name === name);
  const problems = [...unknownService(name, stack), ...unknownRole(role, service)];
  if (service === undefined || problems.length > 0) return problems;
  const [user, operator] = [userOf(stack, name, role), userOf(stack, name, 'operator')];
  return user === operator
    ? [
        `unexpected role ${role} "${user}" of ${name}, expected another one than the operator's (x-drillbook: roles: { ${role}: … }): nobody could get in to mend it`,
      ]
    : [];
}

/** The same, for what superusers are exempt from; `exempt` tells what. */
export function superuser(settings: { readonly service: string; readonly role: string }, stack: Stack, exempt: string): readonly string[] {
  const { service: name, role } = settings;
  const service = stack.services.find(candidate => candidate.name === name);
  const problems = [...unknownService(name, stack), ...unknownRole(role, service)];
  if (service === undefined || problems.length > 0) return problems;
  const user = userOf(stack, name, role);
  return user === ownerOf(service)
    ? [
        `unexpected role ${role} "${user}" of ${name}, expected one that is no superuser (x-drillbook: roles: { ${role}: … }): a superuser ${exempt}`,
      ]
    : notOfItsOwn(settings, stack);
}
