import { httpAt as at, type Case } from './case.ts'

const certificates: readonly Case[] = [
  ...at(
    'https',
    '-S',
    '--ssl',
    '-S -s Welcome',
    '-S1.2',
    '-S1.2+',
    '-S1.3',
    '-S1.3+',
    '--ssl=1.2',
    '-S --sni',
    '-S --sni -H vip.example.com',
    '-S -C 30',
    '-C 30',
    '-C 30,14',
    '-C 3000',
    '-C 3000,2000',
    '-C 3000,14',
    '-C 30 --continue-after-certificate',
    '-C 30 --continue-after-certificate -u /status/500',
    '-S -u /status/503',
    '-S1',
    '-S1.1',
    '-S2',
    '-S3',
    '-S -w 5 -c 8 -E',
  ),
  ...at('https, TLS 1.2', '-S', '-S1.2', '-S1.3', '-S1.2+', '-S1.3+'),
  ...at('https, expires in 5 days', '-S', '-C 3', '-C 30', '-C 30,2', '-C 30,14', '-C 5', '-C 6'),
  ...at('https, expired', '-S', '-C 30', '-C 30,14'),
  ...at('https, not yet valid', '-S', '-C 30'),
  ...at('https, other name', '-S', '-C 30', '-S -H other.example.net', '-S --sni -H other.example.net'),
  ...at('https, self-signed', '-S', '-C 30'),
  ...at(
    'https, client certificate',
    '-S -J {client.crt} -K {client.key}',
    '-S',
    '-S -J {client.crt}',
    '-S -J /nosuch.crt -K /nosuch.key',
  ),
  ...at('web', '-S', '-C 30'),
  ...at('mail', '-S'),
  ...at('silent', '-S -t 1'),
]

/** What only check_curl has. */
const curlOnly: readonly Case[] = [
  ...at(
    'https',
    '-S -D --ca-cert={ca.crt}',
    '-S --verify-cert --ca-cert={ca.crt} -H vip.example.com',
    '-S --ca-cert=/nosuch.crt -D',
  ),
  ...at('https, self-signed', '-S -D'),
  ...at('https, other name', '-S -D --ca-cert={ca.crt}'),
  ...at(
    'web',
    '--http-version=1.1',
    '--http-version=1.0',
    '--enable-automatic-decompression -u /gzip -s Welcome',
    '-f curl -u /redirect/ok',
  ),
].map(each => ({ ...each, peers: ['check_curl'] as const }))

export const httpsCases: readonly Case[] = [...certificates, ...curlOnly]
