import { getContainerRuntimeClient, type ContainerRuntimeClient } from 'testcontainers';

/**
 * The one home of Testcontainers: the client of whatever Docker answers (`DOCKER_HOST`, a socket,
 * rootless or not), found as Testcontainers finds it, which knows nothing of the CLI's contexts.
 */
export { GenericContainer, getReaper, ImageName, LABEL_TESTCONTAINERS_SESSION_ID } from 'testcontainers';
export type { StartedTestContainer, WaitStrategy } from 'testcontainers';

export type Runtime = ContainerRuntimeClient;
export type Docker = Runtime['container']['dockerode'];
export type Container = ReturnType<Docker['getContainer']>;
export type ContainerState = Awaited<ReturnType<Container['inspect']>>;

/** @throws when no Docker answers; says what was tried. */
export function runtime(): Promise<Runtime> {
  return getContainerRuntimeClient();
}

/** The status of an answer of Docker's API, where an error is one. */
export function statusOf(thrown: unknown): number | undefined {
  const status = (thrown as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' ? status : undefined;
}

/** Resolves also where the thing has gone, is as wished already, or is just being removed (404, 304, 409). */
export async function unlessGone(work: Promise<unknown>, also: readonly number[] = []): Promise<void> {
  try {
    await work;
  } catch (thrown) {
    if (![304, 404, ...also].includes(statusOf(thrown) ?? 0)) throw thrown;
  }
}
