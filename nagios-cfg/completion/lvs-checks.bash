# Made by `npm run generate` from the option tables in plugins/: change those, not this file.

# Sets what can be typed after a command: options, those with a value, with a file, words of lists, rules.
_lvs_checks_about() {
    case $1 in
    'check_keepalived_config')
        options='-f --config -i --config-id --keepalived-version --copy --keepalived-test --peer --peer-id --backup --backup-age -t --timeout -4 --use-ipv4 -6 --use-ipv6 --state --output -v --verbose -V --version -h --help'
        valued=' -f --config -i --config-id --keepalived-version --peer --peer-id --backup --backup-age -t --timeout --state --output '
        files=' -f --config --peer --backup '
        rules='config-missing config-unreadable config-id peer-unreadable peer-same backup-missing backup-unreadable backup-differs backup-line-ends backup-age keepalived-says keepalived-test-failed utf-16 not-text nul-byte byte-order-mark byte-order-mark-alone carriage-return crlf foreign-space invisible-character typographic-character long-line comment-in-word main-executable missing-brace missing-open-brace extra-brace unexpected-brace unknown-block unknown-keyword unmatched-quote missing-parameter value-before-brace missing-value-brace bad-sequence undefined-definition definition-loop substitution-too-long too-much include-missing include-no-match include-skipped include-unreadable include-cycle global-value global-twice global-deprecated global-script start-script-security sync-daemon-option multicast-group router-id-missing vrrp-block-refused vrrp-stops vrrp-value vrrp-state vrrp-address vip-refused vip-option too-many-vips no-vip duplicate-vrid auth-pass-cut authentication-ignored nopreempt-ignored preempt-delay-ignored advert-interval version-conflict strict-conflict unicast-conflict vmac-conflict instance-fault unicast-fault track-unknown track-option track-weight-ignored given-twice script-refused script-arguments script-security sync-member-unknown sync-group-empty sync-group-single sync-group-mixed vrrp-deprecated route-entry vip-twice vip-prefix priority-missing interface-name strict-unicast track-name-twice script-unused sync-daemon-instance unicast-source-missing invalid-virtual-server invalid-real-server invalid-sorry-server invalid-group-entry invalid-setting misread-number unknown-scheduler unknown-forwarding unknown-protocol no-protocol no-scheduler no-forwarding no-real-servers family-mismatch duplicate-real-server port-mismatch ignored-port no-weight quorum-reduced hysteresis-reduced sorry-inhibit misplaced-sorry-setting misplaced-flag cleared-ops cleared-suspend forced-persistence ignored-protocol empty-group mixed-group dropped-checker dropped-url check-always-fails old-setting second-script second-ssl unreadable-script ignored-words repeated-setting foreign-flag unknown-group group-family duplicate-group duplicate-virtual-server collapsed-real-server endless-range cut-range zero-mark unchecked portless-check reversed-thresholds odd-granularity idle-granularity idle-engine bfd-instance-lost bfd-value empty-configuration vip-in-no-instance vip-not-reachable balanced-vip-dropped script-missing script-not-executable script-interpreter script-insecure script-unseen script-user-missing script-user-unseen interface-missing interface-made-later sync-interface-missing unicast-source-elsewhere unicast-peer-here interface-unseen pair-instance pair-vrid pair-vips pair-vip-prefix pair-authentication pair-advert-interval pair-advert-interval-v3 pair-version pair-unicast pair-priority pair-master pair-sync-group pair-host-name pair-virtual-server pair-real-server pair-forwarding pair-setting pair-sync-daemon'
        operands=files
        case $2 in
        --output) choices='text json' ;;
        esac
        ;;
    'check_ipvs_drift')
        options='-f --config -i --config-id --table --ipvsadm --pid-file -w --warning -c --critical --virtual-server --ignore --per-service -t --timeout -4 --use-ipv4 -6 --use-ipv6 --state --output -v --verbose -V --version -h --help'
        valued=' -f --config -i --config-id --table --pid-file -w --warning -c --critical --virtual-server --ignore -t --timeout --state --output '
        files=' -f --config --table --pid-file '
        rules='virtual-server-missing no-real-server sorry-server-active quorum-lost clients-refused real-server-missing real-server-inhibited virtual-server-stray real-server-stray forward-differs scheduler-differs persistence-differs netmask-differs flags-differ port-differs weight-differs config-error nothing-configured config-unreadable table-unreadable'
        operands=
        case $2 in
        --output) choices='text json' ;;
        esac
        ;;
    'check_lvs_director')
        options='-f --config -i --config-id --pid-file --role --since --loaded-within --log --no-log --errors-warning --errors-critical --transitions-warning --transitions-critical --conntrack-warning --conntrack-critical -H --hostname -p --port -t --timeout -4 --use-ipv4 -6 --use-ipv6 --state --output -v --verbose -V --version -h --help'
        valued=' -f --config -i --config-id --pid-file --role --since --loaded-within --log --errors-warning --errors-critical --transitions-warning --transitions-critical --conntrack-warning --conntrack-critical -H --hostname -p --port -t --timeout --state --output '
        files=' -f --config --pid-file --log '
        rules='vip-bound-without-keepalived keepalived-not-running keepalived-unknown keepalived-stopped child-missing ip-vs-missing table-empty table-unreadable interface-down vip-partly-bound sync-group-torn vip-missing-on-master vip-bound-on-backup vip-duplicate instance-fault addresses-unreadable real-server-off-link ip-forward-off role-unexpected no-such-instance sync-daemon-missing child-respawning config-unreadable nothing-configured config-not-loaded nodest-blackhole quiescent-template conntrack-full log-errors flapping log-unreadable host-down no-ping-reply port-closed cannot-ask'
        operands=
        case $2 in
        --output) choices='text json' ;;
        esac
        ;;
    'check_lvs_realserver')
        options='--vip -p --port --config --config-id --method --gateway --interface --firewall -w --warning -c --critical -H --hostname -u --url --vhost -e --expect -s --string -S --ssl --no-verify -n --packets -t --timeout -4 --use-ipv4 -6 --use-ipv6 --state --output -v --verbose -V --version -h --help'
        valued=' --vip -p --port --config --config-id --method --gateway --interface -w --warning -c --critical -H --hostname -u --url --vhost -e --expect -s --string -n --packets -t --timeout --state --output '
        files=' --config '
        rules='link-down vip-not-bound drained service-down not-accepted service-not-on-vip arp-answers arp-silent tunnel-down rp-filter mtu vip-netmask gateway director-loop firewall-refuses firewall load no-entry mark-without-vip too-many config-unreadable addresses-unreadable sockets-unreadable settings-unreadable load-unreadable firewall-unreadable no-reply unreachable loss slow duplicates name-not-resolved no-ping not-permitted ping-hung ping-failed no-answer refused broken-off malformed certificate-untrusted status content cannot-ask'
        operands=
        case $2 in
        --method) choices='DR NAT TUN' ;;
        --output) choices='text json' ;;
        esac
        ;;
    'check_vip_conflict')
        options='-H --hostname --config --config-id -I --interface --director --realserver --owner --peer --neighbour --count --listen --arping --ndisc6 -t --timeout -4 --use-ipv4 -6 --use-ipv6 --state --output -v --verbose -V --version -h --help'
        valued=' -H --hostname --config --config-id -I --interface --director --realserver --owner --peer --neighbour --count --listen --arping --ndisc6 -t --timeout --state --output '
        files=' --config --peer --neighbour --arping --ndisc6 '
        rules='vip-unanswered split-brain realserver-answers address-conflict duplicate-on-holder vrid-twice unexpected-owner stale-neighbour no-adverts hand-over director-unknown no-such-director not-permitted no-program cannot-ask off-link interface-down nothing-to-ask file-unreadable'
        operands=
        case $2 in
        --output) choices='text json' ;;
        esac
        ;;
    'check_vip_ping')
        options='-H --hostname --config --config-id -w --warning -c --critical -p --packets -n --number -i --interval -s --size -l --ttl --source -t --timeout -4 --use-ipv4 -6 --use-ipv6 --state --output -v --verbose -V --version -h --help'
        valued=' -H --hostname --config --config-id -w --warning -c --critical -p --packets -n --number -i --interval -s --size -l --ttl --source -t --timeout --state --output '
        files=' --config '
        rules='no-reply unreachable loss slow duplicates no-targets name-not-resolved no-ping not-permitted ping-hung ping-failed'
        operands=
        case $2 in
        --output) choices='text json' ;;
        esac
        ;;
    'check_vip_service')
        options='--http --tcp -H --hostname -I --IP-address -p --port -w --warning -c --critical --connections --failed-warning --failed-critical --realserver --config --config-id -u --url -j --method -P --post -T --content-type -k --header -A --useragent -a --authorization --auth-file --auth-env --bearer-file --bearer-env -b --proxy-authorization -e --expect -s --string --not-string -d --header-string -r --regex -R --eregi -l --linespan --invert-regex -m --pagesize -M --max-age -N --no-body --max-body -f --onredirect --max-redirs -E --extended-perfdata -B --show-body -S --ssl --no-verify --ca-cert -J --client-cert -K --private-key -C --certificate --continue-after-certificate --server-name --sni --http-version --enable-automatic-decompression -D --verify-cert -t --timeout -4 --use-ipv4 -6 --use-ipv6 --state --output -v --verbose -V --version -h --help'
        valued=' -H --hostname -I --IP-address -p --port -w --warning -c --critical --connections --failed-warning --failed-critical --realserver --config --config-id -u --url -j --method -P --post -T --content-type -k --header -A --useragent -a --authorization --auth-file --auth-env --bearer-file --bearer-env -b --proxy-authorization -e --expect -s --string --not-string -d --header-string -r --regex -R --eregi -m --pagesize -M --max-age --max-body -f --onredirect --max-redirs --ca-cert -J --client-cert -K --private-key -C --certificate --server-name --http-version -t --timeout --state --output '
        files=' --config --auth-file --bearer-file --ca-cert -J --client-cert -K --private-key '
        rules='no-answer refused unreachable broken-off malformed certificate-untrusted certificate-expires status redirect content size document-age mismatch slow connections-failed realserver-failed vip-failed cannot-ask'
        operands=
        case $2 in
        -f|--onredirect) choices='ok warning critical follow sticky stickyport' ;;
        --http-version) choices='1.1' ;;
        --output) choices='text json' ;;
        esac
        ;;
    'check_vip_service --tcp')
        options='--http --tcp -H --hostname -p --port -w --warning -c --critical --connections --failed-warning --failed-critical --realserver --config --config-id -E --escape -s --send -e --expect -A --all -q --quit -r --refuse -M --mismatch -m --maxbytes -d --delay -j --jail -S --ssl --no-verify --ca-cert -J --client-cert -K --private-key -D --certificate --sni -t --timeout -4 --use-ipv4 -6 --use-ipv6 --state --output -v --verbose -V --version -h --help'
        valued=' -H --hostname -p --port -w --warning -c --critical --connections --failed-warning --failed-critical --realserver --config --config-id -s --send -e --expect -q --quit -r --refuse -M --mismatch -m --maxbytes -d --delay --ca-cert -J --client-cert -K --private-key -D --certificate --sni -t --timeout --state --output '
        files=' --config --ca-cert -J --client-cert -K --private-key '
        rules='no-answer refused unreachable broken-off malformed certificate-untrusted certificate-expires status redirect content size document-age mismatch slow connections-failed realserver-failed vip-failed cannot-ask'
        operands=
        case $2 in
        -r|--refuse) choices='crit warn ok' ;;
        -M|--mismatch) choices='warn crit ok' ;;
        --output) choices='text json' ;;
        esac
        ;;
    'objects')
        options='--config --site --cluster --config-id -o --out --check --main --verify --replace --anyway -t --timeout -h --help'
        valued=' --config --site --cluster --config-id -o --out --main -t --timeout '
        files=' --config --site -o --out --main '
        rules=''
        operands=files
        ;;
    *) return 1 ;;
    esac
}

# Offers words for what is typed of one: bash itself has cut the line at each = and :, so only the rest is answered.
_lvs_checks_offer() {
    local typed=$1 word cut
    cut=${typed%"${typed##*[=:]}"}
    shift
    while IFS= read -r word; do COMPREPLY+=("${word#"$cut"}"); done < <(compgen "$@" -- "$typed")
}

_lvs_checks_value() {
    local option=$1 typed=$2 rule
    if [[ $files == *" $option "* ]]; then
        compopt -o filenames
        _lvs_checks_offer "$typed" -f
    elif [[ $option == --state && $typed == *=* ]]; then
        rule=${typed%%=*}
        # compgen expands its list: nothing that was typed gets there but the name of a rule.
        [[ " $rules " == *" $rule "* ]] || return
        _lvs_checks_offer "$typed" -W "$rule=ok $rule=warning $rule=critical $rule=unknown"
    elif [[ $option == --state ]]; then
        compopt -o nospace
        _lvs_checks_offer "$typed" -W "$rules" -S =
    else
        _lvs_checks_offer "$typed" -W "$choices"
    fi
}

_lvs_checks() {
    local line=${COMP_LINE:0:COMP_POINT} words command typed option options valued files rules operands choices=
    COMPREPLY=()
    read -ra words <<<"$line"
    [[ $line == *[[:blank:]] ]] && words+=('')
    command=${words[0]##*/}
    if [[ $command == lvs-checks ]]; then
        words=("${words[@]:1}")
        command=${words[0]}
        if ((${#words[@]} == 1)); then
            _lvs_checks_offer "$command" -W 'explain objects install help check_keepalived_config check_ipvs_drift check_lvs_director check_lvs_realserver check_vip_conflict check_vip_ping check_vip_service'
            return
        fi
    fi
    typed=${words[-1]} option=${words[-2]}
    case $command in
    explain)
        if ((${#words[@]} == 2)); then
            _lvs_checks_offer "$typed" -W 'check_keepalived_config check_ipvs_drift check_lvs_director check_lvs_realserver check_vip_conflict check_vip_ping check_vip_service director real-server vip service config-missing config-unreadable config-id peer-unreadable peer-same backup-missing backup-unreadable backup-differs backup-line-ends backup-age keepalived-says keepalived-test-failed utf-16 not-text nul-byte byte-order-mark byte-order-mark-alone carriage-return crlf foreign-space invisible-character typographic-character long-line comment-in-word main-executable missing-brace missing-open-brace extra-brace unexpected-brace unknown-block unknown-keyword unmatched-quote missing-parameter value-before-brace missing-value-brace bad-sequence undefined-definition definition-loop substitution-too-long too-much include-missing include-no-match include-skipped include-unreadable include-cycle global-value global-twice global-deprecated global-script start-script-security sync-daemon-option multicast-group router-id-missing vrrp-block-refused vrrp-stops vrrp-value vrrp-state vrrp-address vip-refused vip-option too-many-vips no-vip duplicate-vrid auth-pass-cut authentication-ignored nopreempt-ignored preempt-delay-ignored advert-interval version-conflict strict-conflict unicast-conflict vmac-conflict instance-fault unicast-fault track-unknown track-option track-weight-ignored given-twice script-refused script-arguments script-security sync-member-unknown sync-group-empty sync-group-single sync-group-mixed vrrp-deprecated route-entry vip-twice vip-prefix priority-missing interface-name strict-unicast track-name-twice script-unused sync-daemon-instance unicast-source-missing invalid-virtual-server invalid-real-server invalid-sorry-server invalid-group-entry invalid-setting misread-number unknown-scheduler unknown-forwarding unknown-protocol no-protocol no-scheduler no-forwarding no-real-servers family-mismatch duplicate-real-server port-mismatch ignored-port no-weight quorum-reduced hysteresis-reduced sorry-inhibit misplaced-sorry-setting misplaced-flag cleared-ops cleared-suspend forced-persistence ignored-protocol empty-group mixed-group dropped-checker dropped-url check-always-fails old-setting second-script second-ssl unreadable-script ignored-words repeated-setting foreign-flag unknown-group group-family duplicate-group duplicate-virtual-server collapsed-real-server endless-range cut-range zero-mark unchecked portless-check reversed-thresholds odd-granularity idle-granularity idle-engine bfd-instance-lost bfd-value empty-configuration vip-in-no-instance vip-not-reachable balanced-vip-dropped script-missing script-not-executable script-interpreter script-insecure script-unseen script-user-missing script-user-unseen interface-missing interface-made-later sync-interface-missing unicast-source-elsewhere unicast-peer-here interface-unseen pair-instance pair-vrid pair-vips pair-vip-prefix pair-authentication pair-advert-interval pair-advert-interval-v3 pair-version pair-unicast pair-priority pair-master pair-sync-group pair-host-name pair-virtual-server pair-real-server pair-forwarding pair-setting pair-sync-daemon virtual-server-missing no-real-server sorry-server-active quorum-lost clients-refused real-server-missing real-server-inhibited virtual-server-stray real-server-stray forward-differs scheduler-differs persistence-differs netmask-differs flags-differ port-differs weight-differs config-error nothing-configured table-unreadable vip-bound-without-keepalived keepalived-not-running keepalived-unknown keepalived-stopped child-missing ip-vs-missing table-empty interface-down vip-partly-bound sync-group-torn vip-missing-on-master vip-bound-on-backup vip-duplicate addresses-unreadable real-server-off-link ip-forward-off role-unexpected no-such-instance sync-daemon-missing child-respawning config-not-loaded nodest-blackhole quiescent-template conntrack-full log-errors flapping log-unreadable host-down no-ping-reply port-closed cannot-ask link-down vip-not-bound drained service-down not-accepted service-not-on-vip arp-answers arp-silent tunnel-down rp-filter mtu vip-netmask gateway director-loop firewall-refuses firewall load no-entry mark-without-vip too-many sockets-unreadable settings-unreadable load-unreadable firewall-unreadable no-reply unreachable loss slow duplicates name-not-resolved no-ping not-permitted ping-hung ping-failed no-answer refused broken-off malformed certificate-untrusted status content vip-unanswered split-brain realserver-answers address-conflict duplicate-on-holder vrid-twice unexpected-owner stale-neighbour no-adverts hand-over director-unknown no-such-director no-program off-link nothing-to-ask file-unreadable no-targets certificate-expires redirect size document-age mismatch connections-failed realserver-failed vip-failed'
        elif _lvs_checks_about "${words[1]}" ''; then
            _lvs_checks_offer "$typed" -W "$rules"
        fi
        return
        ;;
    install)
        compopt -o filenames
        _lvs_checks_offer "$typed" -d
        return
        ;;
    objects)
        if ((${#words[@]} == 2)) && [[ $typed != -* ]]; then
            _lvs_checks_offer "$typed" -W 'nagios icinga2 nrpe sudoers'
            return
        fi
        ;;
    check_vip_service) [[ " ${words[*]} " == *' --tcp '* ]] && command='check_vip_service --tcp' ;;
    esac
    [[ $typed == --*=* ]] && option=${typed%%=*}
    _lvs_checks_about "$command" "$option" || return
    if [[ $typed == --*=* ]]; then
        _lvs_checks_value "$option" "${typed#*=}"
    elif [[ $valued == *" $option "* ]]; then
        _lvs_checks_value "$option" "$typed"
    elif [[ $typed == -* || -z $operands ]]; then
        _lvs_checks_offer "$typed" -W "$options"
    else
        compopt -o filenames
        _lvs_checks_offer "$typed" -f
    fi
}

complete -F _lvs_checks lvs-checks check_keepalived_config check_ipvs_drift check_lvs_director check_lvs_realserver check_vip_conflict check_vip_ping check_vip_service
