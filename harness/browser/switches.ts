/**
 * What keeps a Chromium to its proxy: no name is looked up by itself, no packet goes round the proxy (WebRTC and QUIC use UDP), nothing is
 * fetched that no page asked for. See Chromium's `switches` and its `net/docs/proxy.md`; what Playwright sets anyhow is not repeated.
 */
export const switches: readonly string[] = [
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-quic',
  '--dns-prefetch-disable',
  '--no-pings',
  '--disable-domain-reliability',
  '--disable-client-side-phishing-detection',
];

/** Where a window without a proxy of its own would go: nowhere. Port 9 is `discard` (RFC 863). */
export const deadEnd = { server: 'http://127.0.0.1:9' } as const;
