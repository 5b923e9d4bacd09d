import type { Difference } from './differences.ts'

const both = (exit: number) => ({ check_http: exit, check_curl: exit })

export const httpDifferences: readonly Difference[] = [
  {
    why: 'An address of the other family than -4 or -6 says is a mistake in the call, and the service was not asked: UNKNOWN.',
    cases: [
      ['web: -I 127.0.0.1 -p {port} -6', both(2), 3],
      ['web on ::1: -I ::1 -p {port} -4', both(2), 3],
    ],
  },
  {
    why: 'A word that belongs to no option is named, where the peers take it for a host or pass over it.',
    cases: [
      ['web: 127.0.0.1 -p {port}', both(0), 3],
      ['web: -I 127.0.0.1 -p {port} extra', both(0), 3],
    ],
  },
  {
    why: 'A name that this host cannot resolve says nothing about the service: UNKNOWN.',
    cases: [
      ['nobody: -I nosuch.invalid', both(2), 3],
      ['nobody: -H nosuch.invalid -t 5', both(2), 3],
    ],
  },
  {
    why: 'Options that contradict each other are named, where the peers let one of them win.',
    cases: [
      ['web: -I 127.0.0.1 -p {port} -j HEAD -s Welcome', both(2), 3],
      ['web: -I 127.0.0.1 -p {port} -r Welcome -R welcome', both(0), 3],
      ['web: -I 127.0.0.1 -p {port} -N -s Welcome', both(2), 3],
    ],
  },
  {
    why: 'A Host header given with -k replaces our own, as in check_curl; check_http leaves it out unless -H is given.',
    cases: [
      [
        "web: -I 127.0.0.1 -p {port} -k 'Host: other.example.com' -u /echo -s other.example.com",
        { check_http: 2 },
        0,
      ],
    ],
  },
  {
    why: 'The credentials of -b are sent, as check_http does it; check_curl sends them to a proxy only.',
    cases: [
      [
        'web: -I 127.0.0.1 -p {port} -b monitor:s3cret -u /echo -s bW9uaXRvcjpzM2NyZXQ=',
        { check_curl: 2 },
        0,
      ],
      ['web: -I 127.0.0.1 -p {port} -b monitor:s3cret -u /echo -s Proxy-Authorization', { check_curl: 2 }, 0],
    ],
  },
  {
    why: 'A path that no URL can hold is a mistake in the call; the peers send it and blame the server.',
    cases: [
      ['web: -I 127.0.0.1 -p {port} -u echo -s GET', both(2), 3],
      ["web: -I 127.0.0.1 -p {port} -u '/echo?a b' -s GET", both(2), 3],
    ],
  },
  {
    why: 'Headers are searched whatever their case, because HTTP has it so.',
    cases: [
      ['web: -I 127.0.0.1 -p {port} -d TEXT/HTML', both(2), 0],
      ["web: -I 127.0.0.1 -p {port} -d 'Content-Type: text/html'", both(2), 0],
    ],
  },
  {
    why: 'A relative redirect is resolved as RFC 3986 says; check_http appends it to the path.',
    cases: [
      ["web: -I 127.0.0.1 -p {port} -u /redirect/relative -f follow -r 'one.two'", { check_http: 2 }, 0],
      ['web: -I 127.0.0.1 -p {port} -u /redirect/relative -f stickyport -s three', { check_http: 2 }, 0],
    ],
  },
  {
    why: 'The size of a page is that of its body; the peers count the headers too.',
    cases: [
      ['web: -I 127.0.0.1 -p {port} -m 10:100', both(1), 0],
      ['web: -I 127.0.0.1 -p {port} -u /empty -m 1', both(0), 1],
    ],
  },
  {
    why: 'A compressed body is decoded before it is searched.',
    cases: [['web: -I 127.0.0.1 -p {port} -u /gzip -s Welcome', both(2), 0]],
  },
  {
    why: 'HTML has no place in plugin output, so -L is refused with what to do instead.',
    cases: [['web: -I 127.0.0.1 -p {port} -L', both(0), 3]],
  },
  {
    why: 'Redirects without an end leave the user without a page: CRITICAL.',
    cases: [
      ['web: -I 127.0.0.1 -p {port} -u /redirect/loop -f stickyport', { check_curl: 1 }, 2],
      ['web: -I 127.0.0.1 -p {port} -u /redirect/chain/3 -f stickyport --max-redirs 2', both(1), 2],
    ],
  },
  {
    why: 'A redirect that leads nowhere leaves the user without a page: CRITICAL.',
    cases: [
      ['web: -I 127.0.0.1 -p {port} -u /redirect/no-location -f follow', { check_http: 3 }, 2],
      ['web: -I 127.0.0.1 -p {port} -u /redirect/no-url -f follow', { check_curl: 3, check_http: 1 }, 2],
      ['web: -I 127.0.0.1 -p {port} -u /redirect/file -f follow', { check_http: 1 }, 2],
    ],
  },
  {
    why: 'An answer that is cut off or breaks the rules of HTTP is CRITICAL: nobody can tell what is missing.',
    cases: [
      ['web: -I 127.0.0.1 -p {port} -u /broken/close-in-headers', both(0), 2],
      ['web: -I 127.0.0.1 -p {port} -u /broken/close-in-body', { check_http: 3 }, 2],
      ['web: -I 127.0.0.1 -p {port} -u /broken/length-too-long', { check_http: 0 }, 2],
      ['web: -I 127.0.0.1 -p {port} -u /broken/reset-in-body', { check_http: 0 }, 2],
      ['web: -I 127.0.0.1 -p {port} -u /broken/length-negative', { check_http: 0 }, 2],
      ['web: -I 127.0.0.1 -p {port} -u /broken/chunk-size', { check_http: 3 }, 2],
      ['web: -I 127.0.0.1 -p {port} -u /broken/header-nul', { check_http: 0 }, 2],
    ],
  },
  {
    why: 'More than 64 KB of headers are not read: CRITICAL.',
    cases: [['web: -I 127.0.0.1 -p {port} -u /broken/many-headers', both(0), 2]],
  },
  {
    why: 'TLS 1.3 can be asked for; check_http does not know it and takes 1.3+ for any version.',
    cases: [
      ['https: -I 127.0.0.1 -p {port} -S1.3', { check_http: 2 }, 0],
      ['https, TLS 1.2: -I 127.0.0.1 -p {port} -S1.3+', { check_http: 0 }, 2],
    ],
  },
  {
    why: 'SSL 2 and 3 can no longer be spoken: a mistake in the call, not a fault of the server.',
    cases: [
      ['https: -I 127.0.0.1 -p {port} -S2', both(2), 3],
      ['https: -I 127.0.0.1 -p {port} -S3', both(2), 3],
    ],
  },
  {
    why: 'A certificate with five and a half days left has the five days that -C 5 wants; the peers round down and warn.',
    cases: [['https, expires in 5 days: -I 127.0.0.1 -p {port} -C 5', both(1), 0]],
  },
  {
    why: 'Certificates are verified, with and without -C or -D, unless --no-verify is given; the peers accept any.',
    cases: [
      ['https, expired: -I 127.0.0.1 -p {port} -S', both(0), 2],
      ['https, not yet valid: -I 127.0.0.1 -p {port} -C 30', both(0), 2],
      ['https, not yet valid: -I 127.0.0.1 -p {port} -S', both(0), 2],
      ['https, other name: -I 127.0.0.1 -p {port} -C 30', both(0), 2],
      ['https, other name: -I 127.0.0.1 -p {port} -S', both(0), 2],
      ['https, self-signed: -I 127.0.0.1 -p {port} -S', both(0), 2],
      ['https, self-signed: -I 127.0.0.1 -p {port} -C 30', both(0), 2],
    ],
  },
  {
    why: 'Requests are HTTP/1.1 and no other.',
    cases: [['web: -I 127.0.0.1 -p {port} --http-version=1.0', { check_curl: 0 }, 3]],
  },
  {
    why: 'An empty value, as an unset macro makes it, is named; the peers take it for anything, for nothing or for 0.',
    cases: [
      ["nobody: -I ''", both(2), 3],
      ["nobody: -H ''", both(2), 3],
      ["web: -I 127.0.0.1 -p {port} -w ''", both(0), 3],
      ["web: -I 127.0.0.1 -p {port} -C ''", both(2), 3],
      ["web: -I 127.0.0.1 -p {port} -r ''", both(0), 3],
      ["web: -I 127.0.0.1 -p {port} -s ''", both(0), 3],
      ["web: -I 127.0.0.1 -p {port} -e ''", both(2), 3],
      ["web: -I 127.0.0.1 -p {port} -u ''", { check_curl: 0, check_http: 2 }, 3],
      ["web: -I 127.0.0.1 -p {port} -j ''", both(2), 3],
      ["web: -I 127.0.0.1 -p ''", both(2), 3],
    ],
  },
  {
    why: 'A value that is not what its option wants is named; the peers guess a number, 0 or what stands at the beginning.',
    cases: [
      ['web: -I 127.0.0.1 -p {port} -w foo', both(1), 3],
      ['web: -I 127.0.0.1 -p {port} -w 5%', both(0), 3],
      ['web: -I 127.0.0.1 -p {port} -c foo', both(2), 3],
      ['web: -I 127.0.0.1 -p {port} -t 0', both(0), 3],
      ['web: -I 127.0.0.1 -p {port} -m foo', both(0), 3],
      ['web: -I 127.0.0.1 -p {port} -M foo', both(1), 3],
      ['web: -I 127.0.0.1 -p {port} -m 100:10', both(1), 3],
      ['web: -I 127.0.0.1 -p 65537', { check_http: 2 }, 3],
      ['web: -I 127.0.0.1 -p 0', both(2), 3],
    ],
  },
  {
    why: 'Thresholds in the wrong order are named, because the warning would never be seen.',
    cases: [['web: -I 127.0.0.1 -p {port} -w 5 -c 1', both(0), 3]],
  },
  {
    why: 'Credentials and headers without a colon are named, where the peers send something else or nothing.',
    cases: [
      ['web: -I 127.0.0.1 -p {port} -a nocolon -u /basic', both(1), 3],
      ['web: -I 127.0.0.1 -p {port} -k nocolon', { check_curl: 0, check_http: 2 }, 3],
    ],
  },
  {
    why: '-4 and -6 together are a contradiction in the call; the peers take the last.',
    cases: [['web: -I 127.0.0.1 -p {port} -4 -6', both(2), 3]],
  },
  {
    why: 'An option that is given twice is named, where the peers take the last one.',
    cases: [['web: -I 127.0.0.1 -p {port} -w 5 -w 6', both(0), 3]],
  },
]
