import type { Layout } from '../../model/stack.ts';
import { engines } from '../index.ts';
import { variable } from './decide-engines.ts';

/** The engines that can run on this machine; all of them where no global setup has looked (a mere list of the tests). */
export const enginesUnderTest: readonly string[] = process.env[variable]?.split(',') ?? engines.kinds;

export const layouts = ['network', 'host'] as const satisfies readonly Layout[];

/** The two engines whose observations are compared; empty where only one runs, so that no test is declared. */
export const pairs: readonly (readonly [string, string])[] =
  enginesUnderTest.includes('processes') && enginesUnderTest.includes('containers') ? [['processes', 'containers']] : [];
