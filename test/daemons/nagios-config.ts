import { join } from 'node:path'

/** A main configuration of Nagios that lives in one folder, counts in seconds and looks at once. */
export function mainConfig(
  folder: string,
  user: string,
  settings: Readonly<Record<string, string>> = {},
): string {
  const at = (name: string) => join(folder, name)
  const lines = {
    log_file: at('nagios.log'),
    cfg_dir: at('objects'),
    object_cache_file: at('objects.cache'),
    precached_object_file: at('objects.precache'),
    resource_file: at('resource.cfg'),
    status_file: at('status.dat'),
    status_update_interval: '1',
    nagios_user: user,
    nagios_group: user,
    check_external_commands: '1',
    command_file: at('rw/nagios.cmd'),
    query_socket: at('rw/nagios.qh'),
    lock_file: at('nagios.pid'),
    temp_file: at('nagios.tmp'),
    temp_path: at('tmp'),
    event_broker_options: '0',
    log_rotation_method: 'n',
    log_archive_path: at('archives'),
    use_syslog: '0',
    check_result_reaper_frequency: '1',
    check_result_path: at('checkresults'),
    check_for_updates: '0',
    retain_state_information: '0',
    state_retention_file: at('retention.dat'),
    interval_length: '1',
    service_inter_check_delay_method: 'n',
    host_inter_check_delay_method: 'n',
    max_service_check_spread: '1',
    max_host_check_spread: '1',
    enable_notifications: '1',
    enable_flap_detection: '0',
    // As Debian's /etc/nagios4/nagios.cfg has them.
    illegal_object_name_chars: '`~!$%^&*|\'"<>?,()=',
    illegal_macro_output_chars: '`~$&|\'"<>',
    ...settings,
  }
  return Object.entries(lines)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

/** What every Nagios has before hosts and services come: a time period, somebody to tell, and how. */
export function baseObjects(alarmProgram: string): string {
  return `define timeperiod {
    timeperiod_name    24x7
    alias              Always
${['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'].map(day => `    ${day} 00:00-24:00`).join('\n')}
}
define command {
    command_name    notify-service
    command_line    ${alarmProgram} '$NOTIFICATIONTYPE$' '$HOSTNAME$' '$SERVICEDESC$' '$SERVICESTATE$'
}
define command {
    command_name    notify-host
    command_line    ${alarmProgram} '$NOTIFICATIONTYPE$' '$HOSTNAME$' '' '$HOSTSTATE$'
}
define contact {
    contact_name                     on-call
    host_notification_period         24x7
    service_notification_period      24x7
    host_notification_options        d,u,r
    service_notification_options     w,u,c,r
    host_notification_commands       notify-host
    service_notification_commands    notify-service
}
define contactgroup {
    contactgroup_name    admins
    alias                Who is on call
    members              on-call
}
`
}
