import type { Rules } from '../runtime/check.ts'

/** What check_vip_service can say. */
export const serviceRules = {
  'no-answer': { state: 'CRITICAL', when: 'nothing came before the deadline' },
  refused: { state: 'CRITICAL', when: 'the connection or the TLS handshake was refused' },
  unreachable: { state: 'CRITICAL', when: 'a router or this host says that there is no way' },
  'broken-off': { state: 'CRITICAL', when: 'the connection was closed before the answer was complete' },
  malformed: { state: 'CRITICAL', when: 'the answer is not one: another protocol, a broken message' },
  'certificate-untrusted': { state: 'CRITICAL', when: 'the certificate does not prove who answered' },
  'certificate-expires': {
    state: 'range',
    when: 'the certificate has fewer days left than -C (--tcp: -D) wants',
  },
  status: { state: 'CRITICAL', when: 'the status is 5xx (4xx: warning) or not what -e wants' },
  redirect: { state: 'CRITICAL', when: 'a redirect leads nowhere or in a circle, or -f says it is wrong' },
  content: {
    state: 'CRITICAL',
    when: 'the page or its headers do not have what -s, -d, -r, -R or --not-string want',
  },
  size: { state: 'WARNING', when: 'the page is smaller or larger than -m wants' },
  'document-age': { state: 'CRITICAL', when: 'the page is older than -M wants, or does not say' },
  mismatch: { state: 'WARNING', when: 'with --tcp: something else came than -e wants (-M decides)' },
  slow: { state: 'range', when: 'the answer took longer than -w or -c want' },
  'connections-failed': { state: 'range', when: 'a share of --connections fails' },
  'realserver-failed': { state: 'WARNING', when: 'the VIP answers, a real server asked directly does not' },
  'vip-failed': {
    state: 'CRITICAL',
    when: 'the VIP does not answer, or not on every connection; what the real servers say tells where to look',
  },
  'cannot-ask': {
    state: 'UNKNOWN',
    when: 'this host could not ask: name not resolved, a file or permission missing',
  },
} as const satisfies Rules
