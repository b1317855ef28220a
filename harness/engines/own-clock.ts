/**
 * A service's own clock is Debian's libfaketime, loaded into each of its programs. It looks at a file each time that it is asked, and leaves
 * alone monotonic clocks and the times of files, which not every runtime would see shifted.
 */
export const clockFolder = '/run/drillbook/clock';
export const clockLibrary = `${clockFolder}/libfaketimeMT.so.1`;

/** Of Debian, by Node's and Docker's names of processors. */
const triplets: Readonly<Record<string, string>> = { x64: 'x86_64-linux-gnu', amd64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };

/** Where the package has the library. */
export function packagedLibrary(architecture: string): string {
  return `/usr/lib/${triplets[architecture] ?? architecture}/faketime/libfaketimeMT.so.1`;
}

export function clockEnvironment(file: string): Readonly<Record<string, string>> {
  return { FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1' };
}

/** The file's content: seconds to be added to the machine's clock. */
export function clockText(ms: number): string {
  return `${ms < 0 ? '-' : '+'}${Math.abs(ms) / 1000}\n`;
}

/**
 * The library shares a semaphore between a program and what it starts, which only some of its settings use: another user cannot open it and
 * ends, and a program that is killed while it holds it stops all others. With a name that is none it goes on without.
 */
export function withoutSemaphore(library: Buffer): Buffer {
  const at = library.indexOf('/faketime_sem_%ld\0');
  const own = Buffer.from(library);
  if (at >= 0) own[at + 1] = 0;
  return own;
}
