# SPDX-License-Identifier: MIT
# A client that is wrong: violator.pl HOST. It calls sip:next@HOST until that is gone,
# and its ACK of a refusal lacks the tag of To (RFC 3261 §17.1.1.3).
use strict;
use warnings;
use IO::Socket::INET;

my ($host) = @ARGV;
my $count = 0;

while (defined(my $address = inet_aton($host))) {
	my $socket = IO::Socket::INET->new(Proto => 'udp', PeerPort => 5060,
		PeerAddr => inet_ntoa($address)) or die "no socket: $!";
	my ($ip, $port) = ($socket->sockhost, $socket->sockport);
	my $id = "$$-" . $count++;
	my $start = "sip:next\@$host SIP/2.0\r\n"
		. "Via: SIP/2.0/UDP $ip:$port;branch=z9hG4bK$id\r\n";
	my $middle = "Max-Forwards: 70\r\nFrom: <sip:mallory\@$ip>;tag=$id\r\n"
		. "Call-ID: $id\r\nTo: <sip:next\@$host>\r\n";
	my $end = "Contact: <sip:mallory\@$ip:$port>\r\n"
		. "User-Agent: violator\r\nContent-Length: 0\r\n\r\n";

	$socket->send("INVITE $start${middle}CSeq: 1 INVITE\r\n$end");
	local $SIG{ALRM} = sub { exit 1 };
	alarm 40;
	my $answer = '';
	$socket->recv($answer, 65535) or last
		while $answer !~ m{^SIP/2\.0 [2-6]};
	$socket->send("ACK $start${middle}CSeq: 1 ACK\r\n$end");
	alarm 0;
	select undef, undef, undef, 0.3;
}
