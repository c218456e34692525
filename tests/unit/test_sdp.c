/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "check.h"
#include "sdp_rows.h"

const struct sdp_local sdp_here = {
	.host = STR_INIT("192.0.2.9"),
	.port = 40000,
	.session = 77,
	.version = 77,
};

void check_rows(write_f *write, const struct row *row, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str offer = str_from(row[i].offer);
		struct buf out;
		int err;

		buf_init(&out, CEILING);
		err = write(&out, offer, &sdp_here);
		CHECK_INT(i, err, row[i].want != NULL ? 0 : EBADMSG);
		CHECK_INT(i, sdp_is_offer(offer), row[i].want != NULL);
		if (row[i].want != NULL)
			CHECK_STR(i, buf_str(&out), row[i].want);
		else
			CHECK_INT(i, out.size, 0);
		buf_release(&out);
	}
}

static const struct row lines_row[] = {
	/* the second audio line is refused */
	{ OFFER "m=audio 6000 RTP/AVP 0\r\nm=audio 6002 RTP/AVP 8\r\n",
	  ANSWER PCMU "m=audio 0 RTP/AVP 8\r\n" },
	/* the first that can be accepted is */
	{ OFFER "m=audio 6000 RTP/SAVP 0\r\n"
		"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n"
		"m=audio 6000 RTP/AVP 0\r\n",
	  ANSWER "m=audio 0 RTP/SAVP 0\r\n" PCMU },
	{ OFFER "m=audio 6000 RTP/SAVPF 0\r\n",
	  ANSWER "m=audio 0 RTP/SAVPF 0\r\n" },
	{ OFFER "m=audio 0 RTP/AVP 0\r\nm=audio 2 RTP/AVP 0\r\n",
	  ANSWER "m=audio 0 RTP/AVP 0\r\n" PCMU },
	{ OFFER "m=video 6000 RTP/AVP 31 96\r\n"
		"a=rtpmap:96 H264/90000\r\n"
		"m=audio 6002 RTP/AVP 0\r\n",
	  ANSWER "m=video 0 RTP/AVP 31\r\n" PCMU },
	{ OFFER "m=image 6000 udptl t38\r\n"
		"a=T38FaxVersion:0\r\n",
	  ANSWER "m=image 0 udptl t38\r\n" },
	{ OFFER "m=message 7654 TCP/MSRP *\r\n"
		"a=accept-types:text/plain\r\n",
	  ANSWER "m=message 0 TCP/MSRP *\r\n" },
	/* several ports, read as one */
	{ OFFER "m=audio 6000/2 RTP/AVP 0\r\n", ANSWER PCMU },
	{ OFFER "m=audio 6000/0 RTP/AVP 0\r\n",
	  ANSWER "m=audio 0 RTP/AVP 0\r\n" },
	{ OFFER "m=audio 6000/ RTP/AVP 0\r\n",
	  ANSWER "m=audio 0 RTP/AVP 0\r\n" },
	{ OFFER "m=audio 0/2 RTP/AVP 0\r\n", ANSWER "m=audio 0 RTP/AVP 0\r\n" },
	{ OFFER "m=audio 65535 RTP/AVP 0\r\n", ANSWER PCMU },
	{ OFFER "m=audio 65536 RTP/AVP 0\r\n",
	  ANSWER "m=audio 0 RTP/AVP 0\r\n" },
	{ OFFER "m=audio 70000 RTP/AVP 0\r\n",
	  ANSWER "m=audio 0 RTP/AVP 0\r\n" },
	{ OFFER "m=audio -1 RTP/AVP 0\r\n", ANSWER "m=audio 0 RTP/AVP 0\r\n" },
	/* odd and broken lines are counted all the same */
	{ OFFER "m= \taudio  6000\tRTP/AVP   0 \r\n", ANSWER PCMU },
	{ OFFER "m=AUDIO 6000 rtp/avp 0\r\n",
	  ANSWER "m=AUDIO 40000 rtp/avp 0\r\na=sendrecv\r\n" },
	{ OFFER "m=\r\n", ANSWER "m=audio 0 RTP/AVP 0\r\n" },
	{ OFFER "m=audio 0\r\n", ANSWER "m=audio 0 RTP/AVP 0\r\n" },
	{ OFFER "m=audio 6000 RTP/AVP\r\n", ANSWER "m=audio 0 RTP/AVP 0\r\n" },
	{ OFFER "m=video 6000\r\n", ANSWER "m=video 0 RTP/AVP 0\r\n" },
	{ OFFER "m=video 6000 RTP//AVP 1\r\n",
	  ANSWER "m=video 0 RTP/AVP 0\r\n" },
	{ OFFER "m=a<b 6000 RTP/AVP 1\r\n", ANSWER "m=audio 0 RTP/AVP 0\r\n" },
	{ OFFER "m=image 4 udptl \x7f\r\n", ANSWER "m=image 0 udptl 0\r\n" },
	{ OFFER "m=image 4 udptl \xff\r\n", ANSWER "m=image 0 udptl 0\r\n" },
	{ OFFER "m=audio 6000 RTP/AVP 0", ANSWER PCMU },
	{ OFFER " m=audio 6000 RTP/AVP 0\r\nm=text 1 TCP x",
	  ANSWER "m=text 0 TCP x\r\n" },
};

static void lines(void)
{
	check_rows(sdp_write_answer, lines_row, ARRAY_SIZE(lines_row));
}

static const struct row codecs_row[] = {
	/* without a meaning: 99, 19 and 128 */
	{ OFFER "m=audio 6000 RTP/AVP 99 19 128 x 18\r\n"
		"a=fmtp:18 annexb=no\r\n",
	  ANSWER "m=audio 40000 RTP/AVP 18\r\n"
		 "a=fmtp:18 annexb=no\r\n"
		 "a=sendrecv\r\n" },
	{ OFFER "m=audio 6000 RTP/AVP 99\r\n",
	  ANSWER "m=audio 0 RTP/AVP 99\r\n" },
	/* those that go with a codec are none */
	{ OFFER "m=audio 6000 RTP/AVP 13 101 96 9\r\n"
		"a=rtpmap:101 telephone-event/8000\r\n"
		"a=rtpmap:96 RED/8000\r\n",
	  ANSWER "m=audio 40000 RTP/AVP 9 101\r\n"
		 "a=rtpmap:101 telephone-event/8000\r\n"
		 "a=sendrecv\r\n" },
	{ OFFER "m=audio 6000 RTP/AVP 101 13\r\n"
		"a=rtpmap:101 telephone-event/8000\r\n",
	  ANSWER "m=audio 0 RTP/AVP 101\r\n" },
	/* a static number can be mapped anew */
	{ OFFER "m=audio 6000 RTP/AVP 0 101\r\n"
		"a=rtpmap:0 L16/16000\r\n"
		"a=rtpmap:101 telephone-event/8000\r\n",
	  ANSWER "m=audio 40000 RTP/AVP 0 101\r\n"
		 "a=rtpmap:0 L16/16000\r\n"
		 "a=rtpmap:101 telephone-event/8000\r\n"
		 "a=sendrecv\r\n" },
	/* the first map of a number counts, a broken one does not */
	{ OFFER "m=audio 6000 RTP/AVP 97 96\r\n"
		"a=rtpmap:97 iLBC\r\n"
		"a=rtpmap:97 /8000\r\n"
		"a=rtpmap:97 iLBC/x\r\n"
		"a=rtpmap:097x iLBC/8000\r\n"
		"a=rtpmap:96 iLBC/8000\r\n"
		"a=rtpmap:96 opus/48000\r\n"
		"a=fmtp:96 mode=30\r\n"
		"a=fmtp:96 mode=20\r\n",
	  ANSWER "m=audio 40000 RTP/AVP 96\r\n"
		 "a=rtpmap:96 iLBC/8000\r\n"
		 "a=fmtp:96 mode=30\r\n"
		 "a=sendrecv\r\n" },
	/* the maps of another line do not count */
	{ OFFER "a=rtpmap:96 opus/48000/2\r\n"
		"m=audio 6000 RTP/AVP 96\r\n"
		"m=video 6002 RTP/AVP 96\r\n"
		"a=rtpmap:96 VP8/90000\r\n",
	  ANSWER "m=audio 0 RTP/AVP 96\r\nm=video 0 RTP/AVP 96\r\n" },
	/* numbers end at 127 */
	{ OFFER "m=audio 6000 RTP/AVP 128 127\r\n"
		"a=rtpmap:128 opus/48000/2\r\n"
		"a=rtpmap:127 opus/48000/2\r\n",
	  ANSWER "m=audio 40000 RTP/AVP 127\r\n"
		 "a=rtpmap:127 opus/48000/2\r\n"
		 "a=sendrecv\r\n" },
	/* control characters are not handed on */
	{ OFFER "m=audio 6000 RTP/AVP 0 8\r\n"
		"a=rtpmap:0 PCMU/8000\rm=x\r\n"
		"a=fmtp:0 a\x01\r\n",
	  ANSWER PCMU },
};

static void codecs(void)
{
	check_rows(sdp_write_answer, codecs_row, ARRAY_SIZE(codecs_row));
}

#define AUDIO         "m=audio 6000 RTP/AVP 0\r\n"
#define ANSWERED(how) ANSWER "m=audio 40000 RTP/AVP 0\r\na=" how "\r\n"
static const struct row direction_row[] = {
	{ OFFER AUDIO "a=sendrecv\r\n", ANSWERED("sendrecv") },
	{ OFFER AUDIO "a=sendonly\r\n", ANSWERED("recvonly") },
	{ OFFER AUDIO "a=recvonly\r\n", ANSWERED("sendonly") },
	{ OFFER AUDIO "a=inactive\r\n", ANSWERED("inactive") },
	{ OFFER AUDIO "a=inactive \r\n", ANSWERED("inactive") },
	{ OFFER AUDIO "a=INACTIVE\r\n", ANSWERED("sendrecv") },
	{ OFFER AUDIO "a=inactive:x\r\n", ANSWERED("sendrecv") },
	{ OFFER "a=sendonly\r\n" AUDIO, ANSWERED("recvonly") },
	{ OFFER "a=sendonly\r\n" AUDIO "a=sendrecv\r\n", ANSWERED("sendrecv") },
	{ OFFER "a=inactive\r\n" AUDIO "a=recvonly\r\n", ANSWERED("sendonly") },
	/* another line's direction is not ours */
	{ OFFER AUDIO "m=video 0 RTP/AVP 31\r\na=sendonly\r\n",
	  ANSWERED("sendrecv") "m=video 0 RTP/AVP 31\r\n" },
	/* hold as in RFC 2543 */
	{ OFFER AUDIO "c=IN IP4 0.0.0.0\r\n", ANSWERED("sendrecv") },
};
#undef AUDIO
#undef ANSWERED

static void direction(void)
{
	check_rows(sdp_write_answer, direction_row, ARRAY_SIZE(direction_row));
}

#define TWO                                                   \
	"m=audio 6000 RTP/AVP 0\r\na=mid:a\r\na=rtcp-mux\r\n" \
	"m=video 6000 RTP/AVP 31\r\na=mid:v\r\na=rtcp-mux\r\n"
#define TWO_ANSWERED                                           \
	"m=audio 40000 RTP/AVP 0\r\na=sendrecv\r\na=mid:a\r\n" \
	"a=rtcp-mux\r\nm=video 0 RTP/AVP 31\r\na=mid:v\r\n"
static const struct row bundle_row[] = {
	{ OFFER "a=group:BUNDLE a v\r\n" TWO,
	  ANSWER "a=group:BUNDLE a\r\n" TWO_ANSWERED },
	{ OFFER "a=group:BUNDLE v\r\na=group:BUNDLE x a\r\n" TWO,
	  ANSWER "a=group:BUNDLE a\r\n" TWO_ANSWERED },
	{ OFFER "a=group:BUNDLE v aa A\r\n" TWO, ANSWER TWO_ANSWERED },
	{ OFFER "a=group:LS a v\r\n" TWO, ANSWER TWO_ANSWERED },
	{ OFFER "a=group:\r\na=group:BUNDLE\r\n" TWO, ANSWER TWO_ANSWERED },
	{ OFFER TWO, ANSWER TWO_ANSWERED },
	/* a group below an m= line is none */
	{ OFFER TWO "a=group:BUNDLE a v\r\n", ANSWER TWO_ANSWERED },
	/* no mid, or none that is a token */
	{ OFFER "a=group:BUNDLE a\r\nm=audio 6000 RTP/AVP 0\r\n"
		"a=mid:\r\na=mid:a b\r\na=rtcp-mux:1\r\n",
	  ANSWER PCMU },
};
#undef TWO
#undef TWO_ANSWERED

static void bundle(void)
{
	check_rows(sdp_write_answer, bundle_row, ARRAY_SIZE(bundle_row));
}

static const struct row session_row[] = {
	{ "v=0\nm=audio 6000 RTP/AVP 0\n", ANSWER PCMU },
	{ "v=0\nt=3034423619 3042462419\nm=audio 6 RTP/AVP 0\n",
	  ORIGIN "t=3034423619 3042462419\r\n" PCMU },
	{ "v=0\nt=x 0\nt=1\nt=1 x\nt=7 8\nt=9 9\nm=audio 6 RTP/AVP 0\n",
	  ORIGIN "t=7 8\r\n" PCMU },
	{ "v=0\nm=audio 6 RTP/AVP 0\nt=7 8\n", ANSWER PCMU },
	{ "v=0\n\n\nm=audio 6 RTP/AVP 0\n\n\n", ANSWER PCMU },
	{ "", NULL },
	{ "v=0", NULL },
	{ "m=audio 6 RTP/AVP 0\n", NULL },
	{ "m=audio 6 RTP/AVP 0\nv=0\n", NULL },
	{ "s=-\nv=0\nm=audio 6 RTP/AVP 0\n", NULL },
	{ "v=1\nm=audio 6 RTP/AVP 0\n", NULL },
	{ "v=00\nm=audio 6 RTP/AVP 0\n", NULL },
	{ OFFER, NULL },
	{ OFFER "M=audio 6 RTP/AVP 0\r\n", NULL },
	{ "v=0\rm=audio 6 RTP/AVP 0\r", NULL },
	{ "\r\nv=0\r\nm=audio 6 RTP/AVP 0\r\n", NULL },
};

static void session(void)
{
	check_rows(sdp_write_answer, session_row, ARRAY_SIZE(session_row));
}

CU_TestInfo test_sdp[] = {
	{ "each m= line is answered, one audio line accepted", lines },
	{ "the first codec that can be named is kept", codecs },
	{ "direction answers direction", direction },
	{ "a BUNDLE group keeps what was accepted", bundle },
	{ "an offer starts with v=0 and has an m= line", session },
	CU_TEST_INFO_NULL,
};
