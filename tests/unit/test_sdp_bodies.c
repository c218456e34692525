/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "check.h"
#include "sdp_rows.h"

static const struct row stock_clients_row[] = {
	/* baresip */
	{ "v=0\r\n"
	  "o=- 3936231341 1174862543 IN IP4 10.0.0.1\r\n"
	  "s=-\r\n"
	  "c=IN IP4 10.0.0.1\r\n"
	  "t=0 0\r\n"
	  "a=tool:baresip 3.10.0\r\n"
	  "m=audio 19288 RTP/AVP 96 0 8 101\r\n"
	  "b=AS:125\r\n"
	  "a=rtpmap:96 opus/48000/2\r\n"
	  "a=fmtp:96 stereo=1;sprop-stereo=1\r\n"
	  "a=rtpmap:0 PCMU/8000\r\n"
	  "a=rtpmap:8 PCMA/8000\r\n"
	  "a=rtpmap:101 telephone-event/8000\r\n"
	  "a=fmtp:101 0-15\r\n"
	  "a=rtcp:19289\r\n"
	  "a=sendrecv\r\n"
	  "a=label:1\r\n"
	  "a=rtcp-rsize\r\n"
	  "a=ssrc:2418386532 cname:sip:alice@10.0.0.1\r\n"
	  "a=ptime:20\r\n",
	  ANSWER "m=audio 40000 RTP/AVP 96 101\r\n"
		 "a=rtpmap:96 opus/48000/2\r\n"
		 "a=fmtp:96 stereo=1;sprop-stereo=1\r\n"
		 "a=rtpmap:101 telephone-event/8000\r\n"
		 "a=fmtp:101 0-15\r\n"
		 "a=sendrecv\r\n" },
	/* linphone: two telephone-events, video */
	{ "v=0\r\n"
	  "o=alice 2463 1734 IN IP4 10.0.0.1\r\n"
	  "s=Talk\r\n"
	  "c=IN IP4 10.0.0.1\r\n"
	  "t=0 0\r\n"
	  "a=rtcp-xr:rcvr-rtt=all:10000 stat-summary=loss,dup\r\n"
	  "a=record:off\r\n"
	  "m=audio 7078 RTP/AVPF 96 97 98 0 8 18 101 99 100\r\n"
	  "a=rtpmap:96 opus/48000/2\r\n"
	  "a=fmtp:96 useinbandfec=1\r\n"
	  "a=rtpmap:97 speex/16000\r\n"
	  "a=fmtp:97 vbr=on\r\n"
	  "a=rtpmap:98 speex/8000\r\n"
	  "a=fmtp:98 vbr=on\r\n"
	  "a=fmtp:18 annexb=yes\r\n"
	  "a=rtpmap:101 telephone-event/8000\r\n"
	  "a=rtpmap:99 telephone-event/16000\r\n"
	  "a=rtpmap:100 telephone-event/48000\r\n"
	  "a=rtcp-fb:* trr-int 1000\r\n"
	  "m=video 9078 RTP/AVPF 96 97\r\n"
	  "a=rtpmap:96 VP8/90000\r\n"
	  "a=rtpmap:97 H264/90000\r\n",
	  ANSWER "m=audio 40000 RTP/AVPF 96 100\r\n"
		 "a=rtpmap:96 opus/48000/2\r\n"
		 "a=fmtp:96 useinbandfec=1\r\n"
		 "a=rtpmap:100 telephone-event/48000\r\n"
		 "a=sendrecv\r\n"
		 "m=video 0 RTP/AVPF 96\r\n" },
	/* SIPp */
	{ "v=0\r\n"
	  "o=user1 53655765 2353687637 IN IP4 127.0.1.1\r\n"
	  "s=-\r\n"
	  "c=IN IP4 127.0.1.1\r\n"
	  "t=0 0\r\n"
	  "m=audio 6000 RTP/AVP 0\r\n"
	  "a=rtpmap:0 PCMU/8000\r\n",
	  ANSWER "m=audio 40000 RTP/AVP 0\r\n"
		 "a=rtpmap:0 PCMU/8000\r\n"
		 "a=sendrecv\r\n" },
	/* a browser: we have no keys */
	{ OFFER "a=group:BUNDLE 0 1\r\n"
		"a=msid-semantic: WMS\r\n"
		"m=audio 9 UDP/TLS/RTP/SAVPF 111 0\r\n"
		"a=setup:actpass\r\n"
		"a=mid:0\r\n"
		"a=sendrecv\r\n"
		"a=rtcp-mux\r\n"
		"a=rtpmap:111 opus/48000/2\r\n"
		"m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"
		"a=mid:1\r\n"
		"a=sctp-port:5000\r\n",
	  ANSWER "m=audio 0 UDP/TLS/RTP/SAVPF 111\r\n"
		 "a=mid:0\r\n"
		 "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"
		 "a=mid:1\r\n" },
};

static void stock_clients(void)
{
	check_rows(sdp_write_answer, stock_clients_row,
		   ARRAY_SIZE(stock_clients_row));
}

static void nul_bytes(void)
{
	static const struct {
		struct str offer;
		const char *want;
	} row[] = {
		{ STR_INIT("v=0\0\nm=audio 6 RTP/AVP 0\n"), NULL },
		{ STR_INIT("v=0\nm=au\0dio 6 RTP/AVP 0\n"),
		  ANSWER "m=audio 0 RTP/AVP 0\r\n" },
		{ STR_INIT("v=0\nm=video 6 RTP\0/AVP 0\n"),
		  ANSWER "m=video 0 RTP/AVP 0\r\n" },
		{ STR_INIT("v=0\nm=video 6 RTP/AVP 4\0\n"),
		  ANSWER "m=video 0 RTP/AVP 0\r\n" },
		{ STR_INIT("v=0\nm=audio 6 RTP/AVP 0 101\n"
			   "a=mid:\0\na=rtpmap:0 PC\0MU/8000\n"
			   "a=fmtp:0 x\0y\na=rtpmap:101\0 x/1\n"),
		  ANSWER PCMU },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf out;

		buf_init(&out, CEILING);
		CHECK_INT(i, sdp_write_answer(&out, row[i].offer, &sdp_here),
			  row[i].want != NULL ? 0 : EBADMSG);
		if (row[i].want != NULL)
			CHECK_STR(i, buf_str(&out), row[i].want);
		buf_release(&out);
	}
}

static void ip6(void)
{
	const struct sdp_local local6 = {
		.host = STR("2001:db8::9"),
		.is_ip6 = true,
		.port = 65534,
		.session = UINT64_MAX,
		.version = UINT64_MAX,
	};
	struct buf out;

	buf_init(&out, CEILING);
	CHECK_INT(0,
		  sdp_write_answer(&out,
				   STR("v=0\r\nc=IN IP6 2001:db8::1\r\n"
				       "m=audio 6000 RTP/AVP 8\r\n"),
				   &local6),
		  0);
	CHECK_STR(0, buf_str(&out),
		  "v=0\r\n"
		  "o=- 18446744073709551615 18446744073709551615 IN IP6 "
		  "2001:db8::9\r\n"
		  "s=-\r\n"
		  "c=IN IP6 2001:db8::9\r\n"
		  "t=0 0\r\n"
		  "m=audio 65534 RTP/AVP 8\r\n"
		  "a=sendrecv\r\n");
	buf_release(&out);
}

static void own(void)
{
#define CODECS                                  \
	"a=rtpmap:0 PCMU/8000\r\n"              \
	"a=rtpmap:8 PCMA/8000\r\n"              \
	"a=rtpmap:101 telephone-event/8000\r\n" \
	"a=fmtp:101 0-15\r\n"
	struct buf out;

	buf_init(&out, CEILING);
	sdp_write_offer(&out, &sdp_here);
	CHECK_STR(0, buf_str(&out),
		  ANSWER "m=audio 40000 RTP/AVP 0 8 101\r\n" CODECS
			 "a=sendrecv\r\n");
	CHECK(0, sdp_is_offer(buf_str(&out)));
	buf_clear(&out);

	sdp_write_capabilities(&out, &sdp_here);
	CHECK_STR(1, buf_str(&out),
		  ANSWER "m=audio 0 RTP/AVP 0 8 101\r\n" CODECS);
	CHECK_INT(1, buf_error(&out), 0);
	buf_release(&out);
#undef CODECS
}

#define AUDIO  "m=audio 6000 RTP/AVP 0 8\r\n"
#define FAILED ANSWER "m=audio 0 RTP/AVP 0\r\n"
static const struct row failure_row[] = {
	{ OFFER AUDIO "a=curr:qos e2e none\r\n"
		      "a=des:qos mandatory e2e sendrecv\r\n",
	  FAILED "a=des:qos failure e2e sendrecv\r\n" },
	/* the tags turn with the point of view */
	{ OFFER AUDIO "a=des:qos mandatory local send\r\n"
		      "a=des:qos mandatory remote recv\r\n"
		      "a=des:QOS Mandatory E2E None\r\n",
	  FAILED "a=des:qos failure remote recv\r\n"
		 "a=des:qos failure local send\r\n"
		 "a=des:QOS failure e2e none\r\n" },
	/* what is not mandatory does not fail */
	{ OFFER AUDIO "a=des:qos optional remote sendrecv\r\n"
		      "a=des:qos none local sendrecv\r\n",
	  FAILED "a=des:qos failure e2e sendrecv\r\n" },
	/* each line has its own, a session has none */
	{ OFFER "a=des:qos mandatory e2e send\r\n" AUDIO
		"m=video 6002 RTP/SAVP 31\r\na=mid:v\r\n"
		"a=des:qos mandatory e2e recv\r\nm=\r\n",
	  FAILED "a=des:qos failure e2e sendrecv\r\n"
		 "m=video 0 RTP/SAVP 31\r\n"
		 "a=des:qos failure e2e send\r\n"
		 "m=audio 0 RTP/AVP 0\r\n"
		 "a=des:qos failure e2e sendrecv\r\n" },
	/* unknown types fail unless they are the caller's affair */
	{ OFFER AUDIO "a=des:foo mandatory e2e send\r\n"
		      "a=des:bar mandatory local send\r\n"
		      "a=des:sec mandatory remote send\r\n",
	  FAILED "a=des:foo unknown e2e recv\r\n"
		 "a=des:sec unknown local recv\r\n" },
	{ OFFER AUDIO "a=des:bar mandatory local send\r\n",
	  FAILED "a=des:qos failure e2e sendrecv\r\n" },
	/* broken ones are none */
	{ OFFER AUDIO "a=des:\r\n"
		      "a=des:qos\r\n"
		      "a=des:qos mandatory\r\n"
		      "a=des:qos mandatory e2e\r\n"
		      "a=des:qos mandatory e2 send\r\n"
		      "a=des:qos mandatory e2e sendreceive\r\n"
		      "a=des:q<s mandatory e2e send\r\n",
	  FAILED "a=des:qos failure e2e sendrecv\r\n" },
	{ OFFER, NULL },
	{ "", NULL },
};
#undef AUDIO
#undef FAILED

static void failure(void)
{
	check_rows(sdp_write_failure, failure_row, ARRAY_SIZE(failure_row));
}

static void fill(struct buf *offer, const char *text, size_t count)
{
	buf_add_text(offer, "v=0\n");
	for (size_t i = 0; i < count; i++)
		buf_add_text(offer, text);
}

static void ceiling(void)
{
	static write_f *const write[] = { sdp_write_answer, sdp_write_failure };
	struct buf offer;
	struct buf out;

	buf_init(&offer, (size_t)1 << 20);
	fill(&offer, "m=audio 6000 RTP/AVP 96\n", 10000);

	for (size_t i = 0; i < ARRAY_SIZE(write); i++) {
		buf_init(&out, CEILING);
		CHECK_INT(i, write[i](&out, buf_str(&offer), &sdp_here),
			  EMSGSIZE);
		CHECK(i, out.size <= CEILING);
		buf_release(&out);
	}
	buf_release(&offer);
}

static void long_offers(void)
{
	struct buf offer;
	struct buf out;

	buf_init(&offer, (size_t)1 << 20);
	buf_init(&out, CEILING);

	fill(&offer, "a=group:BUNDLE a\n", 10000);
	buf_add_text(&offer, "m=audio 6000 RTP/AVP");
	for (size_t i = 0; i < 10000; i++)
		buf_add_text(&offer, " 99");
	buf_add_text(&offer, " 0\n");
	for (size_t i = 0; i < 10000; i++)
		buf_add_text(&offer, "a=fmtp:0 x\n");
	CHECK_INT(0, buf_error(&offer), 0);
	CHECK_INT(0, sdp_write_answer(&out, buf_str(&offer), &sdp_here), 0);
	CHECK_STR(0, buf_str(&out),
		  ANSWER "m=audio 40000 RTP/AVP 0\r\na=fmtp:0 x\r\n"
			 "a=sendrecv\r\n");
	buf_release(&out);
	buf_release(&offer);
}

static void earlier_error(void)
{
	struct buf out;

	buf_init(&out, 3);
	buf_add_text(&out, "four");
	CHECK_INT(0,
		  sdp_write_answer(&out, STR("v=0\nm=audio 1 RTP/AVP 0\n"),
				   &sdp_here),
		  EMSGSIZE);
	buf_release(&out);
}

CU_TestInfo test_sdp_bodies[] = {
	{ "offers of stock clients are answered", stock_clients },
	{ "a NUL ends nothing and is never written", nul_bytes },
	{ "IPv6 is named in o= and c=", ip6 },
	{ "our own offer and capabilities differ in the port", own },
	{ "a failure names each mandatory precondition", failure },
	{ "an answer never passes the ceiling", ceiling },
	{ "a long offer gives a short answer", long_offers },
	{ "an earlier error of the buffer is kept", earlier_error },
	CU_TEST_INFO_NULL,
};
