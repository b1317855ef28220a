import type { RunningStack } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { procFilesOf, ticksPerSecond } from '../proc-files.ts';
import type { ServiceUnit } from './unit.ts';

/**
 * What `systemctl status` prints of a unit's resources: of its processes' own figures, for it has no control group here. Nothing where
 * nobody can look.
 */
export async function resourceRows({ service }: ServiceUnit, stack: RunningStack): Promise<readonly string[]> {
  try {
    const files = await Promise.all(service.instances().map(instance => procFilesOf(instance, stack)));
    const processes = files.flatMap(file => file.processes);
    if (processes.length === 0) return [];
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
    return [
      `      Tasks: ${sum(processes.map(({ threads }) => threads))}`,
      `     Memory: ${bytesText(sum(processes.map(({ residentBytes }) => residentBytes)))}`,
      `        CPU: ${processorTime((sum(processes.map(({ ticks }) => ticks)) / ticksPerSecond) * 1000)}`,
    ];
  } catch (thrown) {
    if (thrown instanceof Unsupported) return [];
    throw thrown;
  }
}

/** `45.3M`, cut off behind one digit as systemd does. */
export function bytesText(bytes: number): string {
  const step = ['T', 'G', 'M', 'K'].map((unit, index) => ({ unit, size: 1024 ** (4 - index) })).find(({ size }) => bytes >= size);
  return step === undefined ? `${bytes}B` : `${(Math.floor((bytes * 10) / step.size) / 10).toFixed(1)}${step.unit}`;
}

/** `45ms`, `1.234s`, `2min 1.500s`. */
export function processorTime(ms: number): string {
  const whole = Math.round(ms);
  if (whole < 1000) return `${whole}ms`;
  const minutes = Math.floor(whole / 60_000);
  const seconds = `${((whole % 60_000) / 1000).toFixed(3)}s`;
  return minutes === 0 ? seconds : minutes < 60 ? `${minutes}min ${seconds}` : `${Math.floor(minutes / 60)}h ${minutes % 60}min ${seconds}`;
}
