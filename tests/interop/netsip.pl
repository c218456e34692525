#!/usr/bin/env perl
# SPDX-License-Identifier: MIT
# One call: netsip.pl TRANSPORT PORT DIAL client|gamut|cancel|"" [STAY_S [ACT]]
# ACT is reinvite: then it sends one as soon as it is answered.
# Prints what Net::SIP tells, one key and value a line; "done" at the end. Then
# it stays, for copies of what it was sent.
use strict;
use warnings;
use IO::Socket::INET;
use Net::SIP;

my $WAIT_S = $ENV{GAMUT_PATIENCE_S};
my ($transport, $port, $dial, $ended_by, $stay_s, $act) = @ARGV;
my ($status, $peer_bye, $own_bye, $is_cancelled);
$| = 1;

# Net::SIP itself would share 5060 with others.
my $socket = IO::Socket::INET->new(
	Proto => $transport, LocalAddr => '127.0.0.1', LocalPort => 0,
	$transport eq 'tcp' ? (Listen => 5) : (),
) or die "no socket: $!";

my $agent = Net::SIP::Simple->new(
	from => 'sip:carol@127.0.0.1',
	leg => Net::SIP::Leg->new(sock => $socket, proto => $transport),
	outgoing_proxy => "sip:127.0.0.1:$port;transport=$transport",
	auth => [ $ENV{GAMUT_USER}, $ENV{GAMUT_PASSWORD} ],
);

# Whether it is there can be asked by OPTIONS; calls it takes none.
$agent->listen(filter => sub { 0 });

sub provisional {
	my ($call, $code, $packet) = @_;
	print "provisional $code ", $packet->msg, "\n";
	# Once: it would send another one for each response.
	return if $ended_by ne 'cancel' || $is_cancelled++;
	$call->cancel(cb_final => sub { });
}

sub final {
	my ($result, $call, %info) = @_;
	my $packet = $info{packet};
	print 'final ', $packet ? ($packet->code, ' ', $packet->msg)
		: 'no response', "\n";
	print "status $result\n";
	$status = $result;
}

my $call = $agent->invite(
	"sip:$dial\@127.0.0.1:$port",
	cb_preliminary => \&provisional,
	cb_final => \&final,
	recv_bye => \$peer_bye,
) or die 'invite: ', $agent->error, "\n";
$agent->loop($WAIT_S, \$status);
if (defined $status && $status eq 'OK') {
	$call->reinvite(cb_final => sub { }) if ($act // '') eq 'reinvite';
	if ($ended_by eq 'gamut') {
		$agent->loop($WAIT_S, \$peer_bye);
		print "ended gamut\n" if $peer_bye;
	} else {
		$call->bye(cb_final => \$own_bye);
		$agent->loop($WAIT_S, \$own_bye);
		print "ended client\n" if $own_bye;
	}
}
print "done\n";
$agent->loop($stay_s) if $stay_s;
