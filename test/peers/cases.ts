import type { Case } from './case.ts'
import { httpCases } from './http-cases.ts'
import { httpTroubleCases } from './http-trouble-cases.ts'
import { httpsCases } from './https-cases.ts'
import { pingCases } from './ping-cases.ts'
import { tcpCases } from './tcp-cases.ts'

/** Every call that ours is compared with the peers on. */
export const cases: readonly Case[] = [
  ...httpCases,
  ...httpTroubleCases,
  ...httpsCases,
  ...tcpCases,
  ...pingCases,
]
