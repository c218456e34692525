/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "check.h"
#include "sip/dialog.h"

#define INVITE  "INVITE sip:486@h SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n"
#define FROM    "From: \"A\" <sip:a@h>;tag=f1\r\n"
#define TO      "To: <sip:486@h>\r\n"
#define REST    "Call-ID: x@y\r\nCSeq: 17 INVITE\r\n"
#define CONTACT "Contact: <sip:a@192.0.2.9:5070;transport=udp>;x=y\r\n"
#define TARGET  "sip:a@192.0.2.9:5070;transport=udp"

static struct dialog *create(const char *text, int *err)
{
	struct dialog *dialog = NULL;
	struct message *request;

	*err = message_load(&request, str_from(text));
	if (*err != 0)
		return NULL;
	*err = dialog_new(&dialog, request, STR("own"));
	message_free(request);
	return dialog;
}

static void test_new(void)
{
	static const struct {
		const char *text;
		const char *local;
		const char *remote;
		const char *remote_tag;
		const char *target;
		const char *routes;
	} row[] = {
		{ INVITE FROM TO REST CONTACT "\r\n", "<sip:486@h>;tag=own",
		  "\"A\" <sip:a@h>;tag=f1", "f1", TARGET, "" },
		/* no From tag: RFC 2543 */
		{ INVITE "From: sip:a@h\r\n" TO REST CONTACT "\r\n",
		  "<sip:486@h>;tag=own", "sip:a@h", "", TARGET, "" },
		{ INVITE "f:\"A\"\r\n <sip:a@h>\r\n ; tag = f1\r\n"
			 "t: sip:486@h;x=y\r\n" REST
			 "m: sip:b@h2;expires=9, <sip:c@h>\r\n\r\n",
		  "sip:486@h;x=y;tag=own", "\"A\" <sip:a@h> ; tag = f1", "f1",
		  "sip:b@h2", "" },
		{ "REFER sip:486@h SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n" FROM TO
		  "Call-ID: x@y\r\nCSeq: 17 REFER\r\n\r\n",
		  "<sip:486@h>;tag=own", "\"A\" <sip:a@h>;tag=f1", "f1",
		  "sip:a@h", "" },
		{ INVITE FROM TO REST CONTACT
		  "Record-Route: <sip:p3;lr>,\"x, y\"\r\n <sip:p2>;z\r\n"
		  "Route: <sip:no>\r\nRecord-Route:\r\n"
		  "record-route: <sip:p1;lr>\r\n\r\n",
		  "<sip:486@h>;tag=own", "\"A\" <sip:a@h>;tag=f1", "f1", TARGET,
		  "<sip:p3;lr>, \"x, y\" <sip:p2>;z, <sip:p1;lr>" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		int err;
		struct dialog *dialog = create(row[i].text, &err);

		CHECK_INT(i, err, 0);
		CHECK(i, dialog != NULL);
		if (dialog == NULL)
			continue;
		CHECK_STR(i, dialog->call_id, "x@y");
		CHECK_STR(i, dialog->local, row[i].local);
		CHECK_STR(i, dialog->remote, row[i].remote);
		CHECK_STR(i, dialog->local_tag, "own");
		CHECK_STR(i, dialog->remote_tag, row[i].remote_tag);
		CHECK_STR(i, dialog->target, row[i].target);
		CHECK_STR(i, dialog->routes, row[i].routes);
		CHECK_INT(i, dialog->local_cseq, 0);
		CHECK_INT(i, dialog->remote_cseq, 17);
		dialog_free(dialog);
	}
}

static void test_known_tag(void)
{
	int err;
	struct dialog *dialog =
		create(INVITE FROM "To: <sip:486@h>;tag=old\r\n" REST CONTACT
				   "\r\n",
		       &err);

	CHECK_INT(0, err, 0);
	CHECK(0, dialog != NULL);
	if (dialog == NULL)
		return;
	CHECK_STR(0, dialog->local, "<sip:486@h>;tag=old");
	CHECK_STR(0, dialog->local_tag, "old");
	dialog_free(dialog);
}

static void test_refused(void)
{
	static const char *const row[] = {
		INVITE TO REST CONTACT "\r\n",
		INVITE FROM TO REST "Contact: <\r\n\r\n",
		INVITE FROM TO "Call-ID: x\r\nCSeq: 1 BYE\r\n" CONTACT "\r\n",
		"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h\r\n" FROM TO REST CONTACT
		"\r\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		int err;

		CHECK(i, create(row[i], &err) == NULL);
		CHECK_INT(i, err, EBADMSG);
	}
	dialog_free(NULL);
}

static void test_has(void)
{
	static const struct {
		const char *text;
		bool has;
	} row[] = {
		{ "From: <sip:a@h>;tag=f1\r\nTo: <sip:b>;tag=own\r\n"
		  "Call-ID: x@y\r\n\r\n",
		  true },
		{ "t: sip:b;TAG=OWN\r\nf: sip:a;x;tag=F1\r\ni: x@y\r\n\r\n",
		  true },
		{ "From: <sip:a>;tag=f2\r\nTo: <sip:b>;tag=own\r\n"
		  "Call-ID: x@y\r\n\r\n",
		  false },
		{ "From: <sip:a>;tag=f1\r\nTo: <sip:b>;tag=owns\r\n"
		  "Call-ID: x@y\r\n\r\n",
		  false },
		{ "From: <sip:a>;tag=f1\r\nTo: <sip:b>\r\n"
		  "Call-ID: x@y\r\n\r\n",
		  false },
		{ "From: <sip:a>;tag=f1\r\nTo: <sip:b>;tag=own\r\n"
		  "Call-ID: X@y\r\n\r\n",
		  false },
		{ "From: <sip:a>;tag=own\r\nTo: <sip:b>;tag=f1\r\n"
		  "Call-ID: x@y\r\n\r\n",
		  false },
		{ "\r\n", false },
	};
	int err;
	struct dialog *dialog =
		create(INVITE FROM TO REST CONTACT "\r\n", &err);

	CHECK(0, dialog != NULL);
	if (dialog == NULL)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct message *request;
		struct buf text;

		buf_init(&text, 1000);
		buf_addf(&text, "BYE sip:b SIP/2.0\r\n%s", row[i].text);
		err = message_load(&request, buf_str(&text));
		buf_release(&text);
		if (!CHECK_INT(i, err, 0))
			continue;
		CHECK_INT(i, dialog_has(dialog, request), row[i].has);
		message_free(request);
	}
	dialog_free(dialog);
}

#define TAIL                                                          \
	"From: <sip:486@h>;tag=own\r\nTo: \"A\" <sip:a@h>;tag=f1\r\n" \
	"Call-ID: x@y\r\nCSeq: 1 BYE\r\nX: y\r\nContent-Length: 0\r\n\r\n"
#define HEAD(uri, via)                             \
	"BYE " uri " SIP/2.0\r\nVia: SIP/2.0/" via \
	";branch=z9hG4bK1;rport\r\nMax-Forwards: 70\r\n"
#define UDP_HEAD(uri) HEAD(uri, "UDP 192.0.2.1:5060")

static const struct request_row {
	const char *routes; /* Record-Route lines */
	struct endpoint local;
	const char *text;
	const char *host; /* of the next hop; NULL: not a SIP URI */
	uint16_t port;
} request_row[] = {
	{ "",
	  { "192.0.2.1", 5060, TRANSPORT_UDP },
	  UDP_HEAD(TARGET) TAIL,
	  "192.0.2.9",
	  5070 },
	{ "",
	  { "2001:db8::1", 1, TRANSPORT_TCP },
	  HEAD(TARGET, "TCP [2001:db8::1]:1") TAIL,
	  "192.0.2.9",
	  5070 },
	{ "Record-Route: <sip:p1;lr>;x, <sip:p2>\r\n",
	  { "192.0.2.1", 5060, TRANSPORT_UDP },
	  UDP_HEAD(TARGET) "Route: <sip:p1;lr>;x\r\nRoute: <sip:p2>\r\n" TAIL,
	  "p1",
	  0 },
	{ "Record-Route: <sips:u:pw@[::1]:7;LR=on>\r\n",
	  { "192.0.2.1", 5060, TRANSPORT_UDP },
	  UDP_HEAD(TARGET) "Route: <sips:u:pw@[::1]:7;LR=on>\r\n" TAIL,
	  "::1",
	  7 },
	/* strict routing: the target goes last, and a Request-URI is clean */
	{ "Record-Route: <sip:p1:5061;method=BYE;x=y?a=b>;lr,<sip:p2;lr>\r\n",
	  { "192.0.2.1", 5060, TRANSPORT_UDP },
	  UDP_HEAD("sip:p1:5061;x=y") "Route: <sip:p2;lr>\r\n"
				      "Route: <" TARGET ">\r\n" TAIL,
	  "p1",
	  5061 },
	{ "Record-Route: sip:p1;lr\r\n",
	  { "192.0.2.1", 5060, TRANSPORT_UDP },
	  UDP_HEAD("sip:p1") "Route: <" TARGET ">\r\n" TAIL,
	  "p1",
	  0 },
	/* ";lr" in the user is none of the URI's parameters */
	{ "Record-Route: <sip:u;lr@p1>\r\n",
	  { "192.0.2.1", 5060, TRANSPORT_UDP },
	  UDP_HEAD("sip:u;lr@p1") "Route: <" TARGET ">\r\n" TAIL,
	  "p1",
	  0 },
	{ "Record-Route: <tel:1>\r\n",
	  { "192.0.2.1", 5060, TRANSPORT_UDP },
	  UDP_HEAD("tel:1") "Route: <" TARGET ">\r\n" TAIL,
	  NULL,
	  0 },
};

static void check_request(size_t i, struct dialog *dialog)
{
	const struct dialog_request bye = { .method = STR("BYE"),
					    .branch = STR("z9hG4bK1"),
					    .headers = STR("X: y\r\n") };
	const struct request_row *row = &request_row[i];
	struct str host = { NULL, 0 };
	uint16_t port = 0;
	struct buf out;

	buf_init(&out, 1000);
	CHECK_INT(i, dialog_write_request(&out, dialog, &row->local, &bye), 0);
	CHECK_STR(i, buf_str(&out), row->text);
	CHECK_INT(i, dialog_next_hop(dialog, &host, &port), row->host != NULL);
	CHECK_STR(i, host, row->host);
	CHECK_INT(i, port, row->port);
	CHECK_INT(i, dialog->local_cseq, 1);
	buf_release(&out);

	buf_init(&out, 20);
	CHECK_INT(i, dialog_write_request(&out, dialog, &row->local, &bye),
		  EMSGSIZE);
	CHECK_INT(i, dialog->local_cseq, 2);
	buf_release(&out);
}

static void test_request(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(request_row); i++) {
		struct dialog *dialog;
		struct buf text;
		int err;

		buf_init(&text, 1000);
		buf_addf(&text, INVITE FROM TO REST CONTACT "%s\r\n",
			 request_row[i].routes);
		dialog = create(text.p, &err);
		buf_release(&text);
		if (CHECK_INT(i, err, 0))
			check_request(i, dialog);
		dialog_free(dialog);
	}
}

static void test_outside(void)
{
	static const struct {
		const char *text;
		const char *request;
	} row[] = {
		{ INVITE FROM TO REST CONTACT
		  "Record-Route: <sip:p;lr>\r\n\r\n",
		  "OPTIONS " TARGET " SIP/2.0\r\n"
		  "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKb;rport\r\n"
		  "Max-Forwards: 70\r\n"
		  "From: <sip:gamut@h>;tag=t1\r\nTo: <" TARGET ">\r\n"
		  "Call-ID: t1\r\nCSeq: 1 OPTIONS\r\n"
		  "Accept: application/sdp\r\nContent-Length: 0\r\n\r\n" },
		/* no Contact: where it says that it is from */
		{ INVITE FROM TO REST "\r\n",
		  "OPTIONS sip:a@h SIP/2.0\r\n"
		  "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKb;rport\r\n"
		  "Max-Forwards: 70\r\n"
		  "From: <sip:gamut@h>;tag=t1\r\nTo: <sip:a@h>\r\n"
		  "Call-ID: t1\r\nCSeq: 1 OPTIONS\r\n"
		  "Accept: application/sdp\r\nContent-Length: 0\r\n\r\n" },
	};
	static const struct endpoint local = { "192.0.2.1", 5060,
					       TRANSPORT_UDP };
	const struct dialog_request options = {
		.method = STR("OPTIONS"),
		.branch = STR("z9hG4bKb"),
		.headers = STR("Accept: application/sdp\r\n"),
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct dialog *dialog = NULL;
		struct message *request;
		struct buf out;

		CHECK_INT(i, message_load(&request, str_from(row[i].text)), 0);
		CHECK_INT(i,
			  dialog_new_outside(&dialog, request,
					     STR("sip:gamut@h"), STR("t1")),
			  0);
		buf_init(&out, 4096);
		CHECK_INT(i,
			  dialog_write_request(&out, dialog, &local, &options),
			  0);
		CHECK_STR(i, buf_str(&out), row[i].request);
		buf_release(&out);
		dialog_free(dialog);
		message_free(request);
	}
}

static void test_next_hop(void)
{
	static const struct {
		struct str target;
		const char *host;
		uint16_t port;
	} row[] = {
		{ STR_INIT("sip:h"), "h", 0 },
		{ STR_INIT("SIPS:a@h:65535?x=y"), "h", 65535 },
		{ STR_INIT("sip:a;b:1?c@192.0.2.1:1;x"), "192.0.2.1", 1 },
		{ STR_INIT("sip:[2001:db8::1]"), "2001:db8::1", 0 },
		{ STR_INIT("sip:[2001:db8::1]:9;lr"), "2001:db8::1", 9 },
		{ STR_INIT("sip:h:65536"), NULL, 0 },
		{ STR_INIT("sip:h:x"), NULL, 0 },
		{ STR_INIT("sip:"), NULL, 0 },
		{ STR_INIT("sip:a@"), NULL, 0 },
		{ STR_INIT("sip:[]"), NULL, 0 },
		{ STR_INIT("tel:1"), NULL, 0 },
		{ STR_INIT("h"), NULL, 0 },
		{ STR_INIT(""), NULL, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct dialog dialog = { .target = row[i].target };
		struct str host = { NULL, 0 };
		uint16_t port = 0;

		CHECK_INT(i, dialog_next_hop(&dialog, &host, &port),
			  row[i].host != NULL);
		CHECK_STR(i, host, row[i].host);
		CHECK_INT(i, port, row[i].port);
	}
}

CU_TestInfo test_dialog[] = {
	{ "a dialog takes over what the request says", test_new },
	{ "a request that has a To tag keeps it", test_known_tag },
	{ "a malformed request makes no dialog", test_refused },
	{ "a request belongs by Call-ID and both tags", test_has },
	{ "a request follows the route set, loose or strict", test_request },
	{ "the next hop is the host of a SIP URI", test_next_hop },
	{ "requests outside of a dialog", test_outside },
	CU_TEST_INFO_NULL
};
