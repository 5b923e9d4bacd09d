import type { Remedies } from '../../../runtime/remedy.ts'
import type { virtualServerRules } from '../../rules/virtual-server.ts'
import { change, log, table, told, untold } from '../steps.ts'

const missing = table('The real server is not there.')

/** What to do about a real server and the sorry server. */
export const realServerRemedies = {
  'invalid-real-server': {
    means: 'The real server gets no connections. The others carry its load.',
    confirm: told(missing),
    mend: change(
      'Write real_server 192.0.2.21 80 {, with address and port in numbers: names are not looked up.',
    ),
  },
  'invalid-sorry-server': {
    means: 'There is no sorry server: when all real servers have failed, clients are refused.',
    confirm: told(),
    mend: change('Write sorry_server 192.0.2.30 80, with address and port in numbers.'),
  },
  'family-mismatch': {
    means: 'The server gets no connections. The others carry its load.',
    confirm: told(missing),
    mend: change(
      'Write an address of the family of the virtual server. Only with lvs_method TUN may the families differ.',
    ),
  },
  'duplicate-real-server': {
    means: 'The second block does not count. Whoever changes its weight or check sees no effect.',
    confirm: told(),
    mend: change('Take one of the two blocks out, or correct its address or port.'),
  },
  'collapsed-real-server': {
    means:
      'The kernel has one real server where two are written. When the checks of one fail, it may be taken out for both.',
    confirm: untold(table('The real server is there once.')),
    mend: change(
      'Take one of the two blocks out. With DR and TUN a real server has the port of its virtual server.',
    ),
  },
  'port-mismatch': {
    means:
      'Clients come to the port of the virtual server, and the check asks another one: it may take a good real server out, or keep a bad one in.',
    confirm: told(table('The real server has the port of the virtual server.')),
    mend: change(
      'Write the port of the virtual server. If the service really has another port, forward by NAT, or give the check a connect_port if only that is to differ.',
    ),
  },
  'ignored-port': {
    means: 'Nothing is forwarded to this port. It only tells the checks where to connect.',
    confirm: told(),
    mend: change('Leave the port out, and write connect_port 80 into each check of the real server.'),
  },
  'no-weight': {
    means: 'No real server gets new connections. Clients are refused, or all come to the sorry server.',
    confirm: told(table('The weight of all real servers is 0.')),
    mend: change('Write weight 1 or more for at least one real server that is well.'),
  },
  'reversed-thresholds': {
    means: 'The kernel refuses the real server, and it gets no connections.',
    confirm: untold(missing, log('It shows an error of IPVS for this real server.')),
    mend: change('Write uthreshold above lthreshold, or take both out.'),
  },
  unchecked: {
    means: 'When the real server fails, it stays in the table, and its share of the clients gets no answer.',
    confirm: untold(table('The real server is there even when its service is stopped.')),
    mend: change(
      'Add a check to the real_server block: TCP_CHECK {, connect_timeout 3 and } on three lines. HTTP_GET with a url sees more.',
      'Try first what it will ask: a check that fails takes the real server out.',
    ),
  },
} as const satisfies Partial<Remedies<typeof virtualServerRules>>
