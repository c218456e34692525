/* SPDX-License-Identifier: MIT */
#include "catalogue/catalogue.h"

/* Every code with a row, in ascending order: the index is made of it. */
/* clang-format off */
#define CODE_MAP(X) \
	X(100) X(180) X(181) X(182) X(183) X(199) X(200) X(202) X(204) X(300) \
	X(301) X(302) X(305) X(380) X(400) X(401) X(402) X(403) X(404) X(405) \
	X(406) X(407) X(408) X(409) X(410) X(411) X(412) X(413) X(414) X(415) \
	X(416) X(417) X(420) X(421) X(422) X(423) X(424) X(425) X(428) X(429) \
	X(430) X(433) X(436) X(437) X(438) X(439) X(440) X(469) X(470) X(480) \
	X(481) X(482) X(483) X(484) X(485) X(486) X(487) X(488) X(489) X(491) \
	X(493) X(494) X(500) X(501) X(502) X(503) X(504) X(505) X(513) X(555) \
	X(580) X(600) X(603) X(604) X(606) X(607) X(608)
/* clang-format on */

enum {
#define X(code) AT_##code,
	CODE_MAP(X)
#undef X
		ROW_COUNT
};

enum { FIRST_CODE = 100, CODE_COUNT = 600 };

/** Place of a code in the table plus one; 0: it has no row. */
static const uint8_t place[CODE_COUNT] = {
#define X(code) [(code)-FIRST_CODE] = AT_##code + 1,
	CODE_MAP(X)
#undef X
};

/* What makes the dialog of an INVITE, SUBSCRIBE, REFER (RFC 3261 §12.1.1) */
#define MUST_DIALOG RULE_TO_TAG, RULE_CONTACT_SELF, RULE_RECORD_ROUTE

/* What a provisional response to an INVITE may have, but not a 100 */
#define MAY_EARLY                                                        \
	RULE_REQUIRE_100REL, RULE_RSEQ, RULE_ALERT_INFO, RULE_ALLOW,     \
		RULE_CALL_INFO, RULE_ALLOW_EVENTS, RULE_RECV_INFO,       \
		RULE_FEATURE_CAPS, RULE_HISTORY_INFO, RULE_USER_TO_USER, \
		RULE_EARLY_MEDIA, RULE_GEOLOCATION_ERROR

#define MAY_REDIRECT \
	RULE_EXPIRES, RULE_ERROR_INFO, RULE_USER_TO_USER, RULE_HISTORY_INFO

static const struct row rows[] = {
	[AT_100] = {
		.code = 100,
		.phrase = "Trying",
		.rfc = "RFC 3261 §21.1.1, §8.2.6.1, §17.2.1",
		.methods = "INVITE; another request only under RFC 4320 §4.1",
		.must = { RULE_TIMESTAMP },
		.may = { RULE_OVERLOAD },
		.note = "From hop to hop, never forwarded. It has no To tag "
			"of ours and makes no dialog. An INVITE gets it "
			"within 200 ms unless something else is sent; a "
			"non-INVITE over UDP not before Timer E has reached "
			"T2. Require: 100rel, RSeq and Reason are barred.",
	},
	[AT_180] = {
		.code = 180,
		.phrase = "Ringing",
		.rfc = "RFC 3261 §21.1.2, §13.3.1.1",
		.methods = "INVITE",
		.must = { MUST_DIALOG },
		.may = { MAY_EARLY },
	},
	[AT_181] = {
		.code = 181,
		.phrase = "Call Is Being Forwarded",
		.rfc = "RFC 3261 §21.1.3",
		.methods = "INVITE",
		.must = { MUST_DIALOG },
		.may = { MAY_EARLY, RULE_DIVERSION },
	},
	[AT_182] = {
		.code = 182,
		.phrase = "Queued",
		.rfc = "RFC 3261 §21.1.4, RFC 4412 §4.7.1.2, §4.7.2.2",
		.methods = "INVITE",
		.must = { MUST_DIALOG },
		.may = { MAY_EARLY },
		.note = "May be sent again and again, and its phrase may tell "
			"the place in the queue. Some provisional response is "
			"due every minute (RFC 3261 §13.3.1.1).",
	},
	[AT_183] = {
		.code = 183,
		.phrase = "Session Progress",
		.rfc = "RFC 3261 §21.1.5, §8.1.3.2",
		.methods = "INVITE",
		.must = { MUST_DIALOG },
		.may = { MAY_EARLY, RULE_REASON_STIR },
		.body = BODY_EARLY,
		.note = "Any unknown 1xx counts as this one. The later answer "
			"has the same SDP (RFC 3261 §13.2.1).",
	},
	[AT_199] = {
		.code = 199,
		.phrase = "Early Dialog Terminated",
		.rfc = "RFC 6228 §5, §11.1",
		.methods = "INVITE that creates a dialog",
		.prereq = PREREQ_SUPPORTED_199,
		.must = { RULE_TO_TAG, RULE_REASON_ENDED },
		.may = { RULE_REQUIRE_100REL, RULE_RSEQ },
		.note = "Ends one early dialog, that of an earlier 18x with "
			"this To tag, and never stands for the final "
			"response. It should carry no SDP.",
	},
	[AT_200] = {
		.code = 200,
		.phrase = "OK",
		.rfc = "RFC 3261 §21.2.1, §13.3.1.4",
		.methods = "any",
		.must = { MUST_DIALOG, RULE_BINDINGS, RULE_EXPIRES,
			  RULE_SIP_ETAG, RULE_RECV_INFO },
		.should = { RULE_ALLOW, RULE_SUPPORTED, RULE_ACCEPT,
			    RULE_ACCEPT_ENCODING, RULE_ACCEPT_LANGUAGE,
			    RULE_DATE },
		.may = { RULE_SESSION_EXPIRES, RULE_AUTHENTICATION_INFO,
			 RULE_ALLOW_EVENTS, RULE_FEATURE_CAPS,
			 RULE_SERVICE_ROUTE, RULE_PATH, RULE_REQUIRE_OUTBOUND,
			 RULE_REFER_SUB, RULE_GEOLOCATION_ERROR,
			 RULE_ALERTMSG_ERROR, RULE_USER_TO_USER,
			 RULE_HISTORY_INFO },
		.body = BODY_ANSWER,
		.note = "To an INVITE it is repeated on every transport until "
			"the ACK. To a MESSAGE it has neither Contact nor "
			"body (RFC 3428 §7). To a BYE it is Q.850 cause 16.",
	},
	[AT_202] = {
		.code = 202,
		.registry = REGISTRY_DEPRECATED,
		.phrase = "Accepted",
		.rfc = "RFC 6665 §8.3.1, RFC 7647 §5",
		.methods = "SUBSCRIBE and REFER of old peers; MESSAGE at a "
			   "relay, lists of recipients, REGISTER that needs "
			   "consent",
		.must = { MUST_DIALOG, RULE_EXPIRES },
		.should = { RULE_ALLOW, RULE_SUPPORTED },
		.body = BODY_ANSWER,
		.note = "The same as 200 to whoever gets it. To an INVITE it "
			"is an unknown 2xx, with all that a 200 has.",
	},
	[AT_204] = {
		.code = 204,
		.phrase = "No Notification",
		.rfc = "RFC 5839 §7.1, §6.3",
		.methods = "SUBSCRIBE in a dialog",
		.prereq = PREREQ_SUPPRESS,
		.must = { MUST_DIALOG, RULE_EXPIRES },
		.should = { RULE_ALLOW, RULE_SUPPORTED },
		.body = BODY_ANSWER,
		.note = "Says that no NOTIFY follows, since the state is "
			"known. To an INVITE it is an unknown 2xx, with all "
			"that a 200 has.",
	},
	[AT_300] = {
		.code = 300,
		.phrase = "Multiple Choices",
		.rfc = "RFC 3261 §21.3.1, §13.3.1.2, §8.1.3.4",
		.methods = "any",
		.should = { RULE_CONTACT_CHOICES },
		.may = { MAY_REDIRECT },
		.cause = 23,
		.note = "Any unknown 3xx counts as this one. The client may "
			"choose by itself or ask.",
	},
	[AT_301] = {
		.code = 301,
		.phrase = "Moved Permanently",
		.rfc = "RFC 3261 §21.3.2, §8.1.3.4",
		.methods = "any",
		.should = { RULE_CONTACT_MOVED },
		.may = { MAY_REDIRECT },
		.cause = 23,
		.note = "ISUP cause 22 with the new number becomes this one "
			"(RFC 3398 §7.2.4.1).",
	},
	[AT_302] = {
		.code = 302,
		.phrase = "Moved Temporarily",
		.rfc = "RFC 3261 §21.3.3, §8.1.3.4",
		.methods = "any",
		.should = { RULE_CONTACT_MOVED },
		.may = { MAY_REDIRECT },
		.cause = 23,
		.note = "Without an expiry the Contact is good for one try "
			"and must not be kept.",
	},
	[AT_305] = {
		.code = 305,
		.phrase = "Use Proxy",
		.rfc = "RFC 3261 §21.3.4",
		.methods = "any; comes from a user agent only",
		.must = { RULE_CONTACT_PROXY },
		.may = { MAY_REDIRECT },
		.cause = 23,
		.note = "How the new request is built is left open: the proxy "
			"as Route or as Request-URI.",
	},
	[AT_380] = {
		.code = 380,
		.phrase = "Alternative Service",
		.rfc = "RFC 3261 §21.3.5",
		.methods = "any, mostly INVITE",
		.should = { RULE_CONTACT_MOVED },
		.may = { MAY_REDIRECT },
		.cause = 23,
		.note = "The services are described in a body whose format no "
			"RFC defines; none is sent. No automatic action is "
			"asked for.",
	},
	[AT_400] = {
		.code = 400,
		.phrase = "Bad Request",
		.rfc = "RFC 3261 §21.4.1",
		.methods = "any",
		.may = { RULE_WARNING },
		.cause = 41,
		.note = "Any unknown 4xx counts as this one. The phrase "
			"should name the fault.",
	},
	[AT_401] = {
		.code = 401,
		.phrase = "Unauthorized",
		.rfc = "RFC 3261 §21.4.2, §22.2, RFC 7616 §3.3, RFC 8760, RFC "
		       "8898",
		.methods = "any but ACK and CANCEL",
		.must = { RULE_WWW_AUTHENTICATE },
		.may = { RULE_PROXY_AUTHENTICATE },
		.cause = 21,
		.note = "Comes from a user agent or registrar; a proxy sends "
			"407.",
	},
	[AT_402] = {
		.code = 402,
		.phrase = "Payment Required",
		.rfc = "RFC 3261 §21.4.3",
		.methods = "any",
		.cause = 21,
		.note = "Reserved; counts as an unknown 4xx (RFC 5057).",
	},
	[AT_403] = {
		.code = 403,
		.phrase = "Forbidden",
		.rfc = "RFC 3261 §21.4.4, RFC 8224 §6.2.2",
		.methods = "any",
		.may = { RULE_REASON_Q850, RULE_WARNING },
		.cause = 21,
		.note = "Asking again is no use. 'Stale Date' in its phrase "
			"is the Date of a signed request (RFC 8224).",
	},
	[AT_404] = {
		.code = 404,
		.phrase = "Not Found",
		.rfc = "RFC 3261 §21.4.5",
		.methods = "any",
		.may = { RULE_RETRY_AFTER, RULE_ERROR_INFO, RULE_REASON_Q850 },
		.cause = 1,
	},
	[AT_405] = {
		.code = 405,
		.phrase = "Method Not Allowed",
		.rfc = "RFC 3261 §21.4.6, §8.2.1",
		.methods = "any",
		.must = { RULE_ALLOW_OTHERS },
		.cause = 63,
	},
	[AT_406] = {
		.code = 406,
		.phrase = "Not Acceptable",
		.rfc = "RFC 3261 §21.4.7, RFC 6665 §4.1.2.1",
		.methods = "any with Accept",
		.prereq = PREREQ_ACCEPT,
		.may = { RULE_WARNING },
		.cause = 79,
		.note = "It has no Accept of its own (RFC 3261 Table 2).",
	},
	[AT_407] = {
		.code = 407,
		.phrase = "Proxy Authentication Required",
		.rfc = "RFC 3261 §21.4.8, §22.3, RFC 8760",
		.methods = "any but ACK and CANCEL",
		.must = { RULE_PROXY_AUTHENTICATE },
		.may = { RULE_WWW_AUTHENTICATE },
		.cause = 21,
	},
	[AT_408] = {
		.code = 408,
		.phrase = "Request Timeout",
		.rfc = "RFC 3261 §21.4.9, RFC 4320 §4.2, RFC 5057 §5.1",
		.methods = "INVITE; barred for others (RFC 4320 §4.2)",
		.cause = 102,
		.note = "Also what a client makes up for itself when its "
			"transaction times out.",
	},
	[AT_409] = {
		.code = 409,
		.registry = REGISTRY_UNREGISTERED,
		.phrase = "Conflict",
		.rfc = "RFC 2543 §7.4.10",
		.methods = "REGISTER, long ago",
		.cause = 31,
		.note = "Gone since RFC 3261; an unknown 4xx.",
	},
	[AT_410] = {
		.code = 410,
		.phrase = "Gone",
		.rfc = "RFC 3261 §21.4.10",
		.methods = "any",
		.may = { RULE_REASON_Q850 },
		.cause = 22,
		.note = "For good, and without a new address.",
	},
	[AT_411] = {
		.code = 411,
		.registry = REGISTRY_UNREGISTERED,
		.phrase = "Length Required",
		.rfc = "RFC 2543 §7.4.12",
		.methods = "any, long ago",
		.cause = 31,
		.note = "Gone since RFC 3261; an unknown 4xx. A client may "
			"add Content-Length and ask again.",
	},
	[AT_412] = {
		.code = 412,
		.phrase = "Conditional Request Failed",
		.rfc = "RFC 3903 §11.2.1, §5",
		.methods = "PUBLISH; foreign to INVITE",
		.prereq = PREREQ_IF_MATCH,
		.cause = 31,
		.note = "The entity tag matches nothing; it has to do neither "
			"with 580 nor with its preconditions.",
	},
	[AT_413] = {
		.code = 413,
		.phrase = "Request Entity Too Large",
		.rfc = "RFC 3261 §21.4.11, §8.1.3.5",
		.methods = "any with a body",
		.prereq = PREREQ_BODY,
		.may = { RULE_RETRY_AFTER },
		.cause = 127,
		.note = "Retry-After belongs here when the condition will "
			"pass.",
	},
	[AT_414] = {
		.code = 414,
		.phrase = "Request-URI Too Long",
		.rfc = "RFC 3261 §21.4.12",
		.methods = "any",
		.may = { RULE_WARNING },
		.cause = 127,
	},
	[AT_415] = {
		.code = 415,
		.phrase = "Unsupported Media Type",
		.rfc = "RFC 3261 §21.4.13, §8.1.3.5, §8.2.3, RFC 5621",
		.methods = "any with a body",
		.prereq = PREREQ_BODY,
		.must = { RULE_ACCEPT_CODING, RULE_ACCEPT_ENGLISH,
			  RULE_ACCEPT_OTHER },
		.cause = 79,
		.note = "Exactly one of the three headers is sent, as the "
			"problem is.",
	},
	[AT_416] = {
		.code = 416,
		.phrase = "Unsupported URI Scheme",
		.rfc = "RFC 3261 §21.4.14, §8.1.3.5, RFC 5630 §5.1.1",
		.methods = "any",
		.prereq = PREREQ_OTHER_SCHEME,
		.may = { RULE_WARNING },
		.cause = 127,
		.note = "The scheme is unknown, not the user. A sips: URI "
			"must not be made sip: without asking.",
	},
	[AT_417] = {
		.code = 417,
		.phrase = "Unknown Resource-Priority",
		.rfc = "RFC 4412 §4.6.2, §12.4",
		.methods = "any with Resource-Priority and Require: "
			   "resource-priority",
		.prereq = PREREQ_PRIORITY,
		.may = { RULE_ACCEPT_PRIORITY },
		.cause = 31,
		.note = "The header is there, but none of its values is "
			"understood.",
	},
	[AT_420] = {
		.code = 420,
		.phrase = "Bad Extension",
		.rfc = "RFC 3261 §21.4.15, §8.2.2.3, §8.1.3.5",
		.methods = "any but ACK and CANCEL",
		.prereq = PREREQ_REQUIRE,
		.must = { RULE_UNSUPPORTED },
		.cause = 127,
		.note = "What is merely in Supported is never listed.",
	},
	[AT_421] = {
		.code = 421,
		.phrase = "Extension Required",
		.rfc = "RFC 3261 §21.4.16, §8.2.4",
		.methods = "any",
		.prereq = PREREQ_EXTENSION,
		.must = { RULE_REQUIRE_EXTENSION },
		.cause = 127,
		.note = "Its use is not recommended (RFC 3261 §8.2.4).",
	},
	[AT_422] = {
		.code = 422,
		.phrase = "Session Interval Too Small",
		.rfc = "RFC 4028 §6, §7.3, §7.4, §9",
		.methods = "INVITE, UPDATE",
		.prereq = PREREQ_SESSION_TIMER,
		.must = { RULE_MIN_SE },
		.cause = 31,
		.note = "No other response may have Min-SE.",
	},
	[AT_423] = {
		.code = 423,
		.phrase = "Interval Too Brief",
		.rfc = "RFC 3261 §21.4.17, §10.2.8, §10.3, RFC 6665 §4.2.1.1, "
		       "RFC 3903 §6, RFC 8599 §5.6.1.1",
		.methods = "REGISTER, SUBSCRIBE, PUBLISH; foreign to INVITE",
		.prereq = PREREQ_SHORT_EXPIRY,
		.must = { RULE_MIN_EXPIRES },
		.cause = 127,
	},
	[AT_424] = {
		.code = 424,
		.phrase = "Bad Location Information",
		.rfc = "RFC 6442 §4.3, §4.4",
		.methods = "any with Geolocation",
		.prereq = PREREQ_GEOLOCATION,
		.must = { RULE_GEOLOCATION_ERROR },
		.may = { RULE_GEOLOCATION },
		.cause = 31,
		.note = "It does not end a dialog (RFC 6442 §4.3).",
	},
	[AT_425] = {
		.code = 425,
		.phrase = "Bad Alert Message",
		.rfc = "RFC 8876 §5.1, §5.2",
		.methods = "MESSAGE with an emergency alert",
		.prereq = PREREQ_ALERT,
		.must = { RULE_ALERTMSG_ERROR },
		.cause = 31,
		.note = "It does not end a dialog.",
	},
	[AT_428] = {
		.code = 428,
		.phrase = "Use Identity Header",
		.rfc = "RFC 8224 §6.2, §6.2.2",
		.methods = "any outside of a dialog",
		.prereq = PREREQ_NO_IDENTITY,
		.may = { RULE_REASON_STIR },
		.cause = 31,
	},
	[AT_429] = {
		.code = 429,
		.phrase = "Provide Referrer Identity",
		.rfc = "RFC 3892 §5, §2",
		.methods = "REFER, and what it led to, with Referred-By",
		.prereq = PREREQ_REFERRED,
		.cause = 31,
	},
	[AT_430] = {
		.code = 430,
		.phrase = "Flow Failed",
		.rfc = "RFC 5626 §11.5, §5.3.1",
		.methods = "any; goes from edge proxy to proxy",
		.cause = 31,
		.note = "A client should never see it and takes it for a 400.",
	},
	[AT_433] = {
		.code = 433,
		.phrase = "Anonymity Disallowed",
		.rfc = "RFC 5079 §3, §4, §5",
		.methods = "any, mostly INVITE, MESSAGE, SUBSCRIBE",
		.prereq = PREREQ_ANONYMOUS,
		.cause = 31,
		.note = "The client must not drop its anonymity unless the "
			"user says so. Some gateways use cause 24.",
	},
	[AT_436] = {
		.code = 436,
		.phrase = "Bad Identity Info",
		.rfc = "RFC 8224 §6.2.2, §13.2",
		.methods = "any with Identity",
		.prereq = PREREQ_IDENTITY,
		.may = { RULE_REASON_STIR },
		.cause = 31,
		.note = "Was 'Bad Identity-Info' in RFC 4474.",
	},
	[AT_437] = {
		.code = 437,
		.phrase = "Unsupported Credential",
		.rfc = "RFC 8224 §6.2.2, §13.2",
		.methods = "any with Identity",
		.prereq = PREREQ_IDENTITY,
		.may = { RULE_REASON_STIR },
		.cause = 31,
		.note = "Was 'Unsupported Certificate' in RFC 4474.",
	},
	[AT_438] = {
		.code = 438,
		.phrase = "Invalid Identity Header",
		.rfc = "RFC 8224 §6.2.2, §6.1.1",
		.methods = "any with Identity",
		.prereq = PREREQ_IDENTITY,
		.may = { RULE_REASON_STIR },
		.cause = 31,
	},
	[AT_439] = {
		.code = 439,
		.phrase = "First Hop Lacks Outbound Support",
		.rfc = "RFC 5626 §11.6, §4.2.1, §6",
		.methods = "REGISTER",
		.prereq = PREREQ_OUTBOUND,
		.cause = 31,
	},
	[AT_440] = {
		.code = 440,
		.phrase = "Max-Breadth Exceeded",
		.rfc = "RFC 5393 §5.3.3, §6.2",
		.methods = "any; comes from a proxy",
		.cause = 31,
		.note = "The client may gather that not everyone was reached.",
	},
	[AT_469] = {
		.code = 469,
		.phrase = "Bad Info Package",
		.rfc = "RFC 6086 §4.2.2, §7.1, §11.6",
		.methods = "INFO in a dialog; foreign to INVITE",
		.prereq = PREREQ_INFO_PACKAGE,
		.must = { RULE_RECV_INFO_OTHERS },
		.cause = 31,
		.note = "Recv-Info may be empty. To an INVITE without "
			"Recv-Info it is sent all the same, though RFC 6086 "
			"§5.2.3 bars it.",
	},
	[AT_470] = {
		.code = 470,
		.phrase = "Consent Needed",
		.rfc = "RFC 5360 §5.9.1, §5.9.2, §5.9.3",
		.methods = "INVITE, MESSAGE, SUBSCRIBE, REFER to a list of "
			   "recipients",
		.prereq = PREREQ_URI_LIST,
		.should = { RULE_PERMISSION_MISSING },
		.cause = 31,
	},
	[AT_480] = {
		.code = 480,
		.phrase = "Temporarily Unavailable",
		.rfc = "RFC 3261 §21.4.18, RFC 5630 §5.1.2, §5.3",
		.methods = "any",
		.may = { RULE_RETRY_AFTER, RULE_ERROR_INFO, RULE_WARNING,
			 RULE_REASON_Q850 },
		.cause = 18,
		.note = "The phrase should tell more. Warning 380 and 381 are "
			"about sips. Some gateways use cause 20.",
	},
	[AT_481] = {
		.code = 481,
		.phrase = "Call/Transaction Does Not Exist",
		.rfc = "RFC 3261 §21.4.19, §12.2.2, §9.2, §15.1.2, RFC 3891 §3",
		.methods = "requests in a dialog, CANCEL, INVITE with Replaces",
		.cause = 41,
		.note = "To a CANCEL it concerns the CANCEL alone (RFC 5057).",
	},
	[AT_482] = {
		.code = 482,
		.phrase = "Loop Detected",
		.rfc = "RFC 3261 §21.4.20, §8.2.2.2, §16.3, RFC 5393",
		.methods = "any",
		.cause = 25,
		.note = "With the phrase 'Merged Request' it is RFC 3261 "
			"§8.2.2.2.",
	},
	[AT_483] = {
		.code = 483,
		.phrase = "Too Many Hops",
		.rfc = "RFC 3261 §21.4.21, §16.3",
		.methods = "any",
		.cause = 25,
	},
	[AT_484] = {
		.code = 484,
		.phrase = "Address Incomplete",
		.rfc = "RFC 3261 §21.4.22, RFC 3578",
		.methods = "any, mostly INVITE with digits",
		.cause = 28,
		.note = "More digits may follow. The phrase should tell how "
			"many.",
	},
	[AT_485] = {
		.code = 485,
		.phrase = "Ambiguous",
		.rfc = "RFC 3261 §21.4.23",
		.methods = "any",
		.should = { RULE_CONTACT_AMBIGUOUS },
		.cause = 1,
		.note = "A person chooses, other than with 300. The RFC has "
			"Contact as a MAY.",
	},
	[AT_486] = {
		.code = 486,
		.phrase = "Busy Here",
		.rfc = "RFC 3261 §21.4.24, §13.3.1.3",
		.methods = "INVITE",
		.may = { RULE_RETRY_AFTER, RULE_REASON_Q850, RULE_ERROR_INFO },
		.cause = 17,
	},
	[AT_487] = {
		.code = 487,
		.phrase = "Request Terminated",
		.rfc = "RFC 3261 §21.4.25, §9.2, §13.3.1, §15.1.2",
		.methods = "INVITE",
		.should = { RULE_TO_TAG },
		.may = { RULE_REASON_Q850 },
		.note = "Follows a CANCEL, a BYE or the end of Expires, with "
			"the To tag of the 200 to the CANCEL; it is never "
			"sent to the CANCEL itself. No Q.850 cause maps to it.",
	},
	[AT_488] = {
		.code = 488,
		.phrase = "Not Acceptable Here",
		.rfc = "RFC 3261 §21.4.26, §13.3.1.3, §14.2, RFC 4412 §4.6.5, "
		       "RFC 8373 §5.2",
		.methods = "INVITE, UPDATE, PRACK with an offer",
		.prereq = PREREQ_OFFER,
		.should = { RULE_WARNING_MEDIA },
		.body = BODY_CAPABILITIES,
		.cause = 31,
		.note = "Cause 65 when the Warning is about a bearer that is "
			"not there.",
	},
	[AT_489] = {
		.code = 489,
		.phrase = "Bad Event",
		.rfc = "RFC 6665 §8.3.2, §4.2.1.1, RFC 3265 §7.2, RFC 3903 §11",
		.methods = "SUBSCRIBE, NOTIFY, PUBLISH; foreign to INVITE",
		.prereq = PREREQ_EVENT,
		.must = { RULE_ALLOW_EVENTS },
		.cause = 31,
	},
	[AT_491] = {
		.code = 491,
		.phrase = "Request Pending",
		.rfc = "RFC 3261 §21.4.27, §14.1, §14.2, RFC 3311 §5.2, §5.3",
		.methods = "INVITE, UPDATE in a dialog; foreign to a first "
			   "INVITE",
		.prereq = PREREQ_IN_DIALOG,
		.cause = 31,
		.note = "Retry-After has no place here: the wait is random "
			"(RFC 3261 §14.1).",
	},
	[AT_493] = {
		.code = 493,
		.phrase = "Undecipherable",
		.rfc = "RFC 3261 §21.4.28, §23.2",
		.methods = "any with an S/MIME body",
		.prereq = PREREQ_ENCRYPTED,
		.should = { RULE_CONTENT_DISPOSITION },
		.body = BODY_CERTIFICATE,
		.cause = 31,
	},
	[AT_494] = {
		.code = 494,
		.phrase = "Security Agreement Required",
		.rfc = "RFC 3329 §2.3.1, §2.3.2, §6",
		.methods = "any, from the first hop",
		.prereq = PREREQ_SEC_AGREE,
		.must = { RULE_SECURITY_SERVER, RULE_REQUIRE_SEC_AGREE,
			  RULE_PROXY_AUTHENTICATE },
		.cause = 31,
		.note = "The challenge starts the digest that Security-Server "
			"offers. A client that lacks sec-agree should get 421.",
	},
	[AT_500] = {
		.code = 500,
		.phrase = "Server Internal Error",
		.rfc = "RFC 3261 §21.5.1, §12.2.2, §14.2, RFC 3311 §5.2",
		.methods = "any",
		.may = { RULE_RETRY_AFTER },
		.cause = 41,
		.note = "Any unknown 5xx counts as this one. To an INVITE or "
			"UPDATE that comes while one is under way, "
			"Retry-After of 0 to 10 s is a must (RFC 3261 §14.2).",
	},
	[AT_501] = {
		.code = 501,
		.phrase = "Not Implemented",
		.rfc = "RFC 3261 §21.5.2",
		.methods = "any whose method is unknown",
		.may = { RULE_ALLOW },
		.cause = 79,
	},
	[AT_502] = {
		.code = 502,
		.phrase = "Bad Gateway",
		.rfc = "RFC 3261 §21.5.3",
		.methods = "any; comes from a gateway or proxy",
		.may = { RULE_REASON_Q850 },
		.cause = 38,
	},
	[AT_503] = {
		.code = 503,
		.phrase = "Service Unavailable",
		.rfc = "RFC 3261 §21.5.4, RFC 3263 §4.3, RFC 5626 §4.2.1, RFC "
		       "7339 §5.10.2",
		.methods = "any",
		.should = { RULE_RETRY_AFTER },
		.may = { RULE_OVERLOAD },
		.cause = 41,
		.note = "Without Retry-After, which the RFC has as a MAY, the "
			"client takes it for a 500.",
	},
	[AT_504] = {
		.code = 504,
		.phrase = "Server Time-out",
		.rfc = "RFC 3261 §21.5.5, RFC 3311 §5.2",
		.methods = "any; comes from a server that asked another one, "
			   "or for UPDATE when a person would have to agree",
		.cause = 102,
	},
	[AT_505] = {
		.code = 505,
		.phrase = "Version Not Supported",
		.rfc = "RFC 3261 §21.5.6",
		.methods = "any",
		.cause = 127,
	},
	[AT_513] = {
		.code = 513,
		.phrase = "Message Too Large",
		.rfc = "RFC 3261 §21.5.7",
		.methods = "any",
		.may = { RULE_WARNING },
		.cause = 127,
	},
	[AT_555] = {
		.code = 555,
		.phrase = "Push Notification Service Not Supported",
		.rfc = "RFC 8599 §8.1, §4.1.5, §5.6.1",
		.methods = "REGISTER",
		.prereq = PREREQ_PUSH,
		.may = { RULE_FEATURE_CAPS },
		.cause = 31,
	},
	[AT_580] = {
		.code = 580,
		.phrase = "Precondition Failure",
		.rfc = "RFC 3312 §8, §9",
		.methods = "INVITE, UPDATE with preconditions",
		.prereq = PREREQ_PRECONDITION,
		.may = { RULE_WARNING },
		.body = BODY_FAILURE,
		.cause = 31,
	},
	[AT_600] = {
		.code = 600,
		.phrase = "Busy Everywhere",
		.rfc = "RFC 3261 §21.6.1, RFC 5057",
		.methods = "INVITE; never from a registrar (§10.3)",
		.may = { RULE_RETRY_AFTER },
		.cause = 17,
		.note = "Any unknown 6xx counts as this one.",
	},
	[AT_603] = {
		.code = 603,
		.phrase = "Decline",
		.rfc = "RFC 3261 §21.6.2, RFC 5057 §5.6",
		.methods = "INVITE, REFER, SUBSCRIBE",
		.may = { RULE_RETRY_AFTER, RULE_REASON_Q850 },
		.cause = 21,
		.note = "With the phrase 'Network Blocked' and cause 21 it is "
			"the '603+' of call blocking in the US (ATIS-1000099).",
	},
	[AT_604] = {
		.code = 604,
		.phrase = "Does Not Exist Anywhere",
		.rfc = "RFC 3261 §21.6.3",
		.methods = "any",
		.cause = 1,
	},
	[AT_606] = {
		.code = 606,
		.phrase = "Not Acceptable",
		.rfc = "RFC 3261 §21.6.4, RFC 8373 §5.2",
		.methods = "INVITE",
		.prereq = PREREQ_OFFER,
		.should = { RULE_WARNING_MEDIA },
		.body = BODY_CAPABILITIES,
		.cause = 31,
		.note = "Cause 65 when the Warning is about a bearer that is "
			"not there.",
	},
	[AT_607] = {
		.code = 607,
		.phrase = "Unwanted",
		.rfc = "RFC 8197 §4, §5.1",
		.methods = "INVITE, MESSAGE, SUBSCRIBE, others outside of a "
			   "dialog",
		.may = { RULE_REASON_Q850 },
		.cause = 31,
		.note = "The called person says so. Many gateways use cause "
			"21.",
	},
	[AT_608] = {
		.code = 608,
		.phrase = "Rejected",
		.rfc = "RFC 8688 §3.1, §3.3, §5.1",
		.methods = "INVITE, MESSAGE, SUBSCRIBE, others outside of a "
			   "dialog",
		.prereq = PREREQ_FEATURE_608,
		.must = { RULE_CALL_INFO_CARD },
		.may = { RULE_REASON_Q850 },
		.cause = 31,
		.note = "A machine on the way says so. Many gateways use "
			"cause 21.",
	},
};

_Static_assert(ARRAY_SIZE(rows) == ROW_COUNT, "CODE_MAP misses a row");

const struct row *catalogue_rows(size_t *count)
{
	*count = ROW_COUNT;
	return rows;
}

const struct row *catalogue_find(unsigned code)
{
	uint8_t at;

	if (code < FIRST_CODE || code >= FIRST_CODE + CODE_COUNT)
		return NULL;
	at = place[code - FIRST_CODE];
	return at != 0 ? &rows[at - 1] : NULL;
}
