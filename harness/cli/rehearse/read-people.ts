import { personRoles } from '../../model/gate.ts';
import type { Person } from '../../model/gate.ts';
import { nearest } from '../../support/nearest.ts';
import { usageError } from '../read-arguments.ts';

/**
 * Who takes part, from `Ada:operator,Bob:observer`; without a role somebody is an operator.
 * @throws {HarnessError} `usage` with the nearest role.
 */
export function readPeople(text: string | undefined): readonly Person[] {
  if (text === undefined) return [];
  return text.split(',').map(one => {
    const [name = '', role = 'operator', ...more] = one.split(':').map(part => part.trim());
    if (name === '' || more.length > 0)
      throw usageError(`unexpected "${one.trim()}" in --people, expected names such as 'Ada:operator,Bob:observer'`);
    const known = personRoles.find(candidate => candidate === role);
    if (known !== undefined) return { name, role: known };
    const near = nearest(role, personRoles);
    throw usageError(
      `unexpected role "${role}" of ${name}, expected ${near === undefined ? `one of ${personRoles.join(', ')}` : `"${near}"`}`,
    );
  });
}
