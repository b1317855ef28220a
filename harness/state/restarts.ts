import type { Aspect } from './aspect.ts';

/** Which process each instance of a service is, and whether it runs. */
export const restarts: Aspect = {
  name: 'restarts',
  async look(stack, { things }) {
    for (const service of stack.services.values())
      for (const instance of service.instances()) {
        const { state, startedAt } = await instance.status({ health: false });
        things.set(`${service.name}-${instance.number}`, `${state} since ${startedAt?.toISOString() ?? 'never'}`);
      }
  },
};
