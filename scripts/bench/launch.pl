# Runs commands in turn, round by round, and says what each has cost. Perl, because it is in every Debian and has
# fork, exec and wait4 without a compiler; from a process this small, because the peak memory of a child begins
# with that of its parent.
#   perl launch.pl ROUNDS WAIT4 CLOCK_GETTIME   (the numbers of the system calls)
# reads one command a line, its words parted by tabs; writes ROUND COMMAND EXIT WALL-us CPU-us PEAK-KB.
use strict;
my ($rounds, $wait4, $clock) = @ARGV;
chomp(my @lines = <STDIN>);
my @commands = map { [split /\t/] } @lines;
%ENV = (PATH => '/usr/sbin:/usr/bin:/sbin:/bin');
open STDIN, '<', '/dev/null';
open my $report, '>&', \*STDOUT;
open STDOUT, '>', '/dev/null';
open STDERR, '>', '/dev/null';
my ($time, $status, $usage) = ("\0" x 16, "\0" x 4, "\0" x 144);

sub now {
    syscall $clock, 1, $time;
    my ($s, $ns) = unpack 'qq', $time;
    return $s * 1e6 + $ns / 1e3;
}

for my $round (0 .. $rounds - 1) {
    for my $at (0 .. $#commands) {
        my @words = @{$commands[$at]};
        my $began = now();
        my $pid = fork;
        if ($pid == 0) {
            exec {$words[0]} @words or kill 'KILL', $$;
        }
        syscall $wait4, $pid, $status, 0, $usage;
        my $wall = now() - $began;
        my ($us, $uus, $ss, $sus, $peak) = unpack 'q5', $usage;
        my $raw = unpack 'i', $status;
        my $exit = $raw & 127 ? 128 + ($raw & 127) : $raw >> 8;
        my $cpu = ($us + $ss) * 1e6 + $uus + $sus;
        syswrite $report, sprintf "%d %d %d %.0f %.0f %d\n", $round, $at, $exit, $wall, $cpu, $peak;
    }
}
