import { availableParallelism } from 'node:os';
import { slots, type Slots } from './slots.ts';

/**
 * The stacks of one scenario that start at the same time: one for each core, two at least, so that a trial and its control begin
 * together. To start a stack is most of the work that a trial makes; what is started is measured without it.
 */
export function startsAtOnce(cores = availableParallelism()): Slots {
  return slots(Math.max(2, cores));
}
