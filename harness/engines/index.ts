import { registry } from '../support/registry.ts';
import type { Engine } from './engine.ts';
import { containers } from './containers/engine.ts';
import { processes } from './processes/engine.ts';

/** What can make a stack run. */
export const engines = registry<Engine>([containers, processes]);
