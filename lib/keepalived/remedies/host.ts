import type { Remedies, Step } from '../../runtime/remedy.ts'
import type { hostRules } from '../rules/host.ts'
import { change, log, told, untold } from './steps.ts'

const script: Step = { run: 'ls -l FILE', text: 'FILE is the script. See whether it is there, and its mode.' }
const again: Step = {
  run: 'systemctl reload keepalived',
  text: 'Load it again where keepalived has given up the script: it looks at scripts when it loads.',
}
const sameThere: Step = {
  run: 'check_keepalived_config -v',
  text: 'Run it on both directors: the script has to be right on each.',
}

const sendersNever =
  'Do not copy the file of the other director as it is: unicast_src_ip, unicast_peer, priority and router_id have to differ.'

/** What to do where the host does not have what a configuration names. */
export const hostRemedies = {
  'script-missing': {
    means:
      'The script does not run. A real server that it should check is never taken out, an instance that should track it does not, and a notify script tells nobody.',
    confirm: untold(script, log('It says that the script cannot be accessed, or is disabled.')),
    mend: [
      { text: 'Install the script where the line says, or write its whole path into the line.' },
      sameThere,
      again,
    ],
  },
  'script-not-executable': {
    means:
      'The script does not run. A real server that it should check is never taken out, an instance that should track it does not, and a notify script tells nobody.',
    confirm: untold(script, log('It says that the script is not executable, and disabled.')),
    mend: [{ run: 'chmod a+x FILE', text: 'Let it be executed.' }, sameThere, again],
  },
  'script-interpreter': {
    means:
      'The system cannot start the script, and keepalived counts that as a success, as if the script had exited with 0. What it checks is never found to be down, and a notify script tells nobody.',
    confirm: untold(
      log('It says: Error exec-ing command.'),
      { run: 'head -n 1 FILE', text: 'It names the program that is to run the script.' },
      { run: 'cat -A FILE', text: 'The first line may not end in ^M$.' },
    ),
    mend: [
      { run: "sed -i 's/\\r$//' FILE", text: 'Take CRs off, if there are any.' },
      { text: 'Else write a program that is there into the first line: #!/bin/sh.' },
      {
        text: 'Run a script that checks by hand, and see with what it exits. A notify script acts when it is run.',
      },
    ],
  },
  'script-insecure': {
    means:
      'keepalived disables the script, so that what it checks or tells is not checked or told. It is right to: somebody else could have root run anything.',
    confirm: untold(
      {
        run: 'namei -l FILE',
        text: 'FILE is the script. Look for what does not belong to root or may be written by others.',
      },
      log('It names the script that it disables.'),
    ),
    mend: [
      { run: 'chown root:root FILE', text: 'Do so with the script or folder that the alarm names.' },
      { run: 'chmod go-w FILE', text: 'Take the right to write from all others.' },
      sameThere,
      again,
    ],
    never: 'Do not take enable_script_security out: the script is then run as root whoever has changed it.',
  },
  'script-unseen': {
    means: 'Nothing is wrong. This check cannot see whether the script is there and may be run.',
    confirm: untold({
      run: 'namei -l FILE',
      text: 'FILE is the script. See which folder keeps the user of the check out.',
    }),
    mend: [
      {
        run: 'setfacl -m u:nagios:x FOLDER',
        text: 'Let the user of the check pass through that folder, if the script shall be looked at.',
      },
    ],
  },
  'script-user-missing': {
    means:
      'None of these scripts runs. A real server that one should check is never taken out, an instance that should track one does not, and a notify script tells nobody. With enable_script_security and no script_user the user is keepalived_script, which no package makes.',
    confirm: untold(
      { run: 'getent passwd NAME', text: 'NAME is the user that the alarm names: it prints nothing.' },
      { run: 'getent group NAME', text: 'Where the alarm names a group.' },
      log('It says: Script user NAME does not exist.'),
    ),
    mend: [
      {
        run: 'useradd --system --no-create-home --shell /usr/sbin/nologin NAME',
        text: 'Make the user, on both directors, or write one that is there into script_user.',
      },
      { text: 'See that this user may run the scripts, and read what they read.' },
      sameThere,
      again,
    ],
    never:
      'Do not write script_user root to be rid of it: a script that others may change then runs as root.',
  },
  'script-user-unseen': {
    means: 'Nothing is wrong. This check could not find out whether there is such a user or group.',
    confirm: untold({ run: 'getent passwd NAME', text: 'See why it does not answer: NAME is the user.' }),
    mend: [
      { text: 'Look after the directory that users are kept in, where it is that which does not answer.' },
    ],
  },
  'interface-missing': {
    means:
      'VRRP does not survive the next start or reload: its process ends, or crashes over and over and leaves its VIPs behind, so that two directors hold them. It may still run with what it read before. After a copied configuration or a new kernel the name is often another one.',
    confirm: told(
      { run: 'ip -br link', text: 'See what the interfaces of this host are called.' },
      { run: 'ps -C keepalived -o args=', text: 'See whether keepalived runs, with two processes or three.' },
    ),
    mend: [
      { text: 'Write the name that is there into each line that the alarm shows.' },
      {
        text: 'Where the interface is made later, as a tunnel is, write dynamic_interfaces into global_defs: the instance is in FAULT state until it is there.',
      },
      { run: 'check_keepalived_config -v', text: 'It must not say it any more.' },
      { run: 'systemctl restart keepalived', text: 'Where it runs no more; else reload it.' },
    ],
    never: 'Do not restart or reload keepalived before: the one that runs is all that is left.',
  },
  'interface-made-later': {
    means:
      'All is well until keepalived is started anew, as after a reboot or an update. Then it ends, as the interface that it names is made only after it has read its configuration.',
    confirm: untold({
      run: 'ip -d link show',
      text: 'It is a macvlan on the interface of the instance, as long as keepalived runs.',
    }),
    mend: change(
      'Take the name of it out of the line, with the word dev before it: with use_vmac the VIPs are put on it without that. A track_interface of it is not needed either.',
      'Or write dynamic_interfaces into global_defs: keepalived then waits for it.',
    ),
    never: 'Do not restart keepalived to see whether it is so on the director that holds the VIPs.',
  },
  'sync-interface-missing': {
    means:
      'Clients are served. But the directors do not tell each other of connections, so that a failover breaks all that are open.',
    confirm: untold(
      { run: 'ip -br link', text: 'See what the interfaces of this host are called.' },
      { run: 'ipvsadm -Ln --daemon', text: 'It shows no daemon.' },
    ),
    mend: change('Write the interface that leads to the other director behind lvs_sync_daemon.'),
  },
  'unicast-source-elsewhere': {
    means:
      'The instance cannot send adverts. It stays in FAULT state and takes no VIP over: the other director is alone. A copied file still has the addresses of the director that it is from.',
    confirm: untold(
      { run: 'ip -br address show', text: 'The address that the alarm names is not there.' },
      log('It says: bind unicast_src ADDRESS failed, once it is loaded.'),
    ),
    mend: change(
      'Write an address of this host into unicast_src_ip, and that of the other director into unicast_peer. On the other director it is the other way round.',
    ),
    never: sendersNever,
  },
  'unicast-peer-here': {
    means:
      'The director sends its adverts to itself and none to the other one. Both become MASTER and answer for the same VIPs.',
    confirm: untold(
      { run: 'ip -br address show', text: 'The peer that the alarm names is an address of this host.' },
      { run: 'tcpdump -n -i IFACE ip proto 112', text: 'No adverts go to the other director.' },
    ),
    mend: change(
      'Write the address of the other director into unicast_peer, and reload this director first.',
    ),
    never: sendersNever,
  },
  'interface-unseen': {
    means: 'Nothing is wrong. This check cannot see which interfaces or addresses there are.',
    confirm: untold({
      run: 'cat /proc/self/net/dev',
      text: 'As the user of the check: it is not readable, or /proc is not there.',
    }),
    mend: [{ text: 'Let the check run where /proc is mounted.' }],
  },
} as const satisfies Remedies<typeof hostRules>
