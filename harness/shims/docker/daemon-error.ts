/** What the Docker daemon refuses; printed after "Error response from daemon:". */
export class DaemonError extends Error {
  override readonly name = 'DaemonError';
}
