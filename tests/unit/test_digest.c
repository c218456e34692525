/* SPDX-License-Identifier: MIT */
#include "sip/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <string.h>

#include "check.h"

#define NONCE_7616  "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
#define CNONCE_7616 "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
#define NONCE_DOE   "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK"
#define CNONCE_DOE  "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v"
#define DOE         "J\xc3\xa4s\xc3\xb8n Doe"
#define BOB(algorithm, qop)                                              \
	algorithm, qop, STR_INIT("bob"), STR_INIT("biloxi.com"),         \
		STR_INIT("zanzibar"),                                    \
		STR_INIT("dcd98b7102dd2f0e8b11d0f600bfb0c093"),          \
		STR_INIT("00000001"), STR_INIT("0a4f113b"), { NULL, 0 }, \
		{ NULL, 0 }, STR_INIT("INVITE"),                         \
		STR_INIT("sip:bob@biloxi.com"), STR_INIT("v=0\r\n")

/*
 * The first by RFC 2617 §3.5 and RFC 7616 §3.9; the third as its erratum 4897
 * corrects it (the RFC itself cut SHA-512 short). BOB is of RFC 3665 with the
 * nonce of RFC 3261 §22.2, by a second implementation (Python's hashlib).
 */
static const struct {
	struct digest_input input;
	const char *want;
} response[] = {
	{ { DIGEST_ALGORITHM_MD5,
	    DIGEST_QOP_AUTH,
	    STR_INIT("Mufasa"),
	    STR_INIT("testrealm@host.com"),
	    STR_INIT("Circle Of Life"),
	    STR_INIT("dcd98b7102dd2f0e8b11d0f600bfb0c093"),
	    STR_INIT("00000001"),
	    STR_INIT("0a4f113b"),
	    { NULL, 0 },
	    { NULL, 0 },
	    STR_INIT("GET"),
	    STR_INIT("/dir/index.html"),
	    { NULL, 0 } },
	  "6629fae49393a05397450978507c4ef1" },
	{ { DIGEST_ALGORITHM_MD5,
	    DIGEST_QOP_AUTH,
	    STR_INIT("Mufasa"),
	    STR_INIT("http-auth@example.org"),
	    STR_INIT("Circle of Life"),
	    STR_INIT(NONCE_7616),
	    STR_INIT("00000001"),
	    STR_INIT(CNONCE_7616),
	    { NULL, 0 },
	    { NULL, 0 },
	    STR_INIT("GET"),
	    STR_INIT("/dir/index.html"),
	    { NULL, 0 } },
	  "8ca523f5e9506fed4657c9700eebdbec" },
	{ { DIGEST_ALGORITHM_SHA_256,
	    DIGEST_QOP_AUTH,
	    STR_INIT("Mufasa"),
	    STR_INIT("http-auth@example.org"),
	    STR_INIT("Circle of Life"),
	    STR_INIT(NONCE_7616),
	    STR_INIT("00000001"),
	    STR_INIT(CNONCE_7616),
	    { NULL, 0 },
	    { NULL, 0 },
	    STR_INIT("GET"),
	    STR_INIT("/dir/index.html"),
	    { NULL, 0 } },
	  "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1" },
	{ { DIGEST_ALGORITHM_SHA_512_256,
	    DIGEST_QOP_AUTH,
	    STR_INIT(DOE),
	    STR_INIT("api@example.org"),
	    STR_INIT("Secret, or not?"),
	    STR_INIT(NONCE_DOE),
	    STR_INIT("00000001"),
	    STR_INIT(CNONCE_DOE),
	    { NULL, 0 },
	    { NULL, 0 },
	    STR_INIT("GET"),
	    STR_INIT("/doe.json"),
	    { NULL, 0 } },
	  "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5" },
	{ { BOB(DIGEST_ALGORITHM_MD5, DIGEST_QOP_NONE) },
	  "bf57e4e0d0bffc0fbaedce64d59add5e" },
	{ { BOB(DIGEST_ALGORITHM_MD5, DIGEST_QOP_AUTH) },
	  "89eb0059246c02b2f6ee02c7961d5ea3" },
	{ { BOB(DIGEST_ALGORITHM_MD5, DIGEST_QOP_AUTH_INT) },
	  "77226bb823dc077c1ad3537415667bae" },
	{ { BOB(DIGEST_ALGORITHM_MD5_SESS, DIGEST_QOP_NONE) },
	  "fff17611bcbbf00c9116a2c922dea8e1" },
	{ { BOB(DIGEST_ALGORITHM_MD5_SESS, DIGEST_QOP_AUTH) },
	  "e4e4ea61d186d07a92c9e1f6919902e9" },
	{ { BOB(DIGEST_ALGORITHM_MD5_SESS, DIGEST_QOP_AUTH_INT) },
	  "8527c9ab1b4eed3fd75491f811944e26" },
	{ { BOB(DIGEST_ALGORITHM_SHA_256, DIGEST_QOP_NONE) },
	  "38aad98c50c33abe72c5f88dd17246ffcfa6b1f68852c855719ff0659386c0ca" },
	{ { BOB(DIGEST_ALGORITHM_SHA_256, DIGEST_QOP_AUTH) },
	  "b3b5a6c69453abafaab9ae4dccdac90a076b6c80615d5f3498e7433b6e93bf4f" },
	{ { BOB(DIGEST_ALGORITHM_SHA_256, DIGEST_QOP_AUTH_INT) },
	  "554a9ffe79ce71c3cb6c9630deddd2787d8033f895e5cdef6a73c8e84ed4c979" },
	{ { BOB(DIGEST_ALGORITHM_SHA_256_SESS, DIGEST_QOP_NONE) },
	  "2ceb74b5bf787a27f00a80b94f397228de1a9bab1c3c56b7c6f984cf9f3ffdf7" },
	{ { BOB(DIGEST_ALGORITHM_SHA_256_SESS, DIGEST_QOP_AUTH) },
	  "5da59c9ca40954be9d5063a15a174066c8251be2c10cf47c144c366dc7daf792" },
	{ { BOB(DIGEST_ALGORITHM_SHA_256_SESS, DIGEST_QOP_AUTH_INT) },
	  "0b4a1efc19e1b701ec5775b6b16dde0fc416102e34a6c5bd6f957b20b5d79170" },
	{ { BOB(DIGEST_ALGORITHM_SHA_512_256, DIGEST_QOP_NONE) },
	  "9e960b3a01beb63f1ea5d45d43bd8a2178879d3c9ddbbdb0624187ca823c6eca" },
	{ { BOB(DIGEST_ALGORITHM_SHA_512_256, DIGEST_QOP_AUTH) },
	  "7f1a09de0f19af0a1eac2b28d33e3f2fb89cca1ad8fb01bba5e1883b288bac14" },
	{ { BOB(DIGEST_ALGORITHM_SHA_512_256, DIGEST_QOP_AUTH_INT) },
	  "e9a7fbc1c80a10421c59a0c982f28d40e0ddc7b62ef3dc4faf68f179c6e05922" },
	{ { BOB(DIGEST_ALGORITHM_SHA_512_256_SESS, DIGEST_QOP_NONE) },
	  "10f52db7e2818a98871fd94294a2593a22eeaf07e23dad0b2bb52694442db5dd" },
	{ { BOB(DIGEST_ALGORITHM_SHA_512_256_SESS, DIGEST_QOP_AUTH) },
	  "077d9677be83f41f162d1a4453dc163389919f81e5927391d972f477da767633" },
	{ { BOB(DIGEST_ALGORITHM_SHA_512_256_SESS, DIGEST_QOP_AUTH_INT) },
	  "0220683d8c9faccc1d05bd2ef0e7ccdff87eacd5f06fb6bfd9cd7d3acf66a00b" },
};

static void computes_responses(void)
{
	char text[DIGEST_TEXT_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(response); i++) {
		CHECK_INT(i, digest_compute(text, &response[i].input), 0);
		CHECK_TEXT(i, text, response[i].want);
	}
}

static void needs_a_known_algorithm_and_qop(void)
{
	static const struct {
		enum digest_algorithm algorithm;
		enum digest_qop qop;
		int err;
	} row[] = {
		{ DIGEST_ALGORITHM_MD5, DIGEST_QOP_AUTH, 0 },
		{ DIGEST_ALGORITHM_UNKNOWN, DIGEST_QOP_AUTH, EINVAL },
		{ DIGEST_ALGORITHM_MD5, DIGEST_QOP_UNKNOWN, EINVAL },
	};
	char text[DIGEST_TEXT_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct digest_input input = response[0].input;

		input.algorithm = row[i].algorithm;
		input.qop = row[i].qop;
		CHECK_INT(i, digest_compute(text, &input), row[i].err);
	}
}

static void computes_what_is_not_the_first_answer(void)
{
	static const struct {
		enum digest_algorithm algorithm;
		enum digest_qop qop;
		struct str first_nonce;
		struct str first_cnonce;
		struct str method;
		const char *want;
	} row[] = {
		/* rspauth */
		{ DIGEST_ALGORITHM_MD5,
		  DIGEST_QOP_AUTH,
		  { NULL, 0 },
		  { NULL, 0 },
		  STR_INIT(""),
		  "9175a7857f138ef9768651f475f1d73a" },
		{ DIGEST_ALGORITHM_MD5,
		  DIGEST_QOP_AUTH_INT,
		  { NULL, 0 },
		  { NULL, 0 },
		  STR_INIT(""),
		  "ea7be2687ea1b6c4f9739b1451549997" },
		/* RFC 7616 §3.4.2: A1 keeps what began the session */
		{ DIGEST_ALGORITHM_MD5_SESS, DIGEST_QOP_AUTH, STR_INIT("n0"),
		  STR_INIT("c0"), STR_INIT("INVITE"),
		  "cacd8cec9b79f345f47afc00d443ee05" },
	};
	static const struct digest_input bob = { BOB(DIGEST_ALGORITHM_MD5,
						     DIGEST_QOP_AUTH) };
	char text[DIGEST_TEXT_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct digest_input input = bob;

		input.algorithm = row[i].algorithm;
		input.qop = row[i].qop;
		input.first_nonce = row[i].first_nonce;
		input.first_cnonce = row[i].first_cnonce;
		input.method = row[i].method;
		CHECK_INT(i, digest_compute(text, &input), 0);
		CHECK_TEXT(i, text, row[i].want);
	}
}

static void has_md5_under_a_fips_policy(void)
{
	char text[DIGEST_TEXT_SIZE];

	CHECK_INT(0, EVP_default_properties_enable_fips(NULL, 1), 1);
	CHECK(1, EVP_MD_fetch(NULL, "MD5", NULL) == NULL);
	CHECK_INT(2, digest_compute(text, &response[0].input), 0);
	CHECK_TEXT(3, text, response[0].want);
	CHECK_INT(4, EVP_default_properties_enable_fips(NULL, 0), 1);
}

static void hashes_user_names(void)
{
	char text[DIGEST_TEXT_SIZE];

	CHECK_INT(0,
		  digest_hash_user(text, DIGEST_ALGORITHM_SHA_512_256, STR(DOE),
				   STR("api@example.org")),
		  0);
	CHECK_TEXT(1, text,
		   "793263caabb707a56211940d90411ea4"
		   "a575adeccb7e360aeb624ed06ece9b0b");
	CHECK_INT(2,
		  digest_hash_user(text, DIGEST_ALGORITHM_UNKNOWN, STR("a"),
				   STR("b")),
		  EINVAL);
}

static void knows_algorithms_by_name(void)
{
	static const struct {
		struct str name;
		const char *want;
		size_t digits;
		bool is_session;
	} row[] = {
		{ { NULL, 0 }, "MD5", 32, false },
		{ STR_INIT("md5"), "MD5", 32, false },
		{ STR_INIT("MD5-Sess"), "MD5-sess", 32, true },
		{ STR_INIT("SHA-256"), "SHA-256", 64, false },
		{ STR_INIT("SHA-256-sess"), "SHA-256-sess", 64, true },
		{ STR_INIT("SHA-512-256"), "SHA-512-256", 64, false },
		{ STR_INIT("SHA-512-256-sess"), "SHA-512-256-sess", 64, true },
		{ STR_INIT("SHA-512"), "unknown", 0, false },
		{ STR_INIT(""), "unknown", 0, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		enum digest_algorithm algorithm =
			digest_algorithm_find(row[i].name);

		CHECK_TEXT(i, digest_algorithm_name(algorithm), row[i].want);
		CHECK_INT(i, digest_algorithm_digits(algorithm), row[i].digits);
		CHECK_INT(i, digest_algorithm_is_session(algorithm),
			  row[i].is_session);
	}
}

static void reads_values(void)
{
	static const struct {
		const char *value;
		int err;
		const char *scheme;
		enum digest_param param;
		const char *text;
		const char *written;
		bool is_quoted;
		bool is_twice;
	} row[] = {
		{ "Digest realm=\"a\"", 0, "Digest", DIGEST_REALM, "a", "a",
		  true, false },
		{ "  DIGEST\r\n\t realm = \"a, b\" ,nonce=\"c\"", 0, "DIGEST",
		  DIGEST_NONCE, "c", "c", true, false },
		{ "Digest nc=0000000a, qop=auth", 0, "Digest", DIGEST_NC,
		  "0000000a", "0000000a", false, false },
		{ "Digest nc=\"00000001\"", 0, "Digest", DIGEST_NC, "00000001",
		  "00000001", true, false },
		{ "Digest realm=\"a\\\"b\\\\\"", 0, "Digest", DIGEST_REALM,
		  "a\"b\\", "a\\\"b\\\\", true, false },
		{ "Digest realm=\"<a, nonce=\"n\"", 0, "Digest", DIGEST_NONCE,
		  NULL, NULL, false, false },
		{ "Digest realm=\"<a\", nonce=\"n\"", 0, "Digest", DIGEST_NONCE,
		  "n", "n", true, false },
		{ "Digest realm=\"open", 0, "Digest", DIGEST_REALM, "open",
		  "open", true, false },
		{ "Digest realm=\"open\\", 0, "Digest", DIGEST_REALM, "open\\",
		  "open\\", true, false },
		{ "Digest realm=\"", 0, "Digest", DIGEST_REALM, "", "", true,
		  false },
		{ "Digest opaque=\"\",nonce=", 0, "Digest", DIGEST_OPAQUE, "",
		  "", true, false },
		{ "Digest opaque=\"\",nonce=", 0, "Digest", DIGEST_NONCE, "",
		  "", false, false },
		{ "Digest nonce=\"1\", NONCE=\"2\"", 0, "Digest", DIGEST_NONCE,
		  "1", "1", true, true },
		{ "Digest ,, x, y=z, realm=\"a\",", 0, "Digest", DIGEST_REALM,
		  "a", "a", true, false },
		{ "Digest username*=UTF-8''J%C3%A4s", 0, "Digest",
		  DIGEST_USERNAME_EXT, "UTF-8''J%C3%A4s", "UTF-8''J%C3%A4s",
		  false, false },
		{ "Basic QWxhZGRpbg==", 0, "Basic", DIGEST_REALM, NULL, NULL,
		  false, false },
		{ "Digest", 0, "Digest", DIGEST_REALM, NULL, NULL, false,
		  false },
		{ "realm=\"a\"", EBADMSG, "", DIGEST_REALM, NULL, NULL, false,
		  false },
		{ "", EBADMSG, "", DIGEST_REALM, NULL, NULL, false, false },
		{ ", Digest realm=\"a\"", EBADMSG, "", DIGEST_REALM, NULL, NULL,
		  false, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct digest_value *value;
		struct arena arena;
		struct digest digest;

		arena_init(&arena);
		CHECK_INT(i,
			  digest_parse(&digest, &arena, str_from(row[i].value)),
			  row[i].err);
		value = &digest.value[row[i].param];
		CHECK_STR(i, digest.scheme, row[i].scheme);
		CHECK_STR(i, value->text, row[i].text);
		CHECK_STR(i, value->written, row[i].written);
		CHECK_INT(i, value->is_quoted, row[i].is_quoted);
		CHECK_INT(i, digest.is_twice, row[i].is_twice);
		CHECK_INT(i, digest_has(&digest, row[i].param),
			  row[i].text != NULL);
		arena_release(&arena);
	}
}

static void reads_what_has_no_scheme(void)
{
	struct arena arena;
	struct digest digest;

	arena_init(&arena);
	CHECK_INT(0,
		  digest_parse_info(
			  &digest, &arena,
			  STR("nextnonce=\"n2\", qop=auth, nc=00000001")),
		  0);
	CHECK_STR(1, digest_text(&digest, DIGEST_NEXTNONCE), "n2");
	CHECK_INT(2, digest_qop_find(digest_text(&digest, DIGEST_QOP)),
		  DIGEST_QOP_AUTH);
	CHECK(3, !digest_is_digest(&digest));
	arena_release(&arena);
}

static void reads_flags(void)
{
	static const struct {
		const char *value;
		bool is_stale;
		enum digest_qop qop;
	} row[] = {
		{ "Digest stale=TRUE, qop=auth", true, DIGEST_QOP_AUTH },
		{ "Digest stale=\"true\", qop=\"AUTH\"", true,
		  DIGEST_QOP_AUTH },
		{ "Digest stale=false, qop=auth-int", false,
		  DIGEST_QOP_AUTH_INT },
		{ "Digest stale=yes, qop=\"\"", false, DIGEST_QOP_NONE },
		{ "Digest qop=\"auth,auth-int\"", false, DIGEST_QOP_UNKNOWN },
		{ "Digest", false, DIGEST_QOP_NONE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct arena arena;
		struct digest digest;

		arena_init(&arena);
		(void)digest_parse(&digest, &arena, str_from(row[i].value));
		CHECK_INT(i, digest_is_stale(&digest), row[i].is_stale);
		CHECK_INT(i, digest_qop_find(digest_text(&digest, DIGEST_QOP)),
			  row[i].qop);
		arena_release(&arena);
	}
}

#define MUFASA                                                \
	"username=\"Mufasa\", realm=\"testrealm@host.com\", " \
	"nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
#define INDEX "uri=\"/dir/index.html\", "
#define USE   "qop=auth, nc=00000001, cnonce=\"0a4f113b\", "
#define RIGHT "response=\"6629fae49393a05397450978507c4ef1\""

static void verifies_credentials(void)
{
	static const struct {
		const char *value;
		const char *uri;
		enum digest_result want;
	} row[] = {
		{ "Digest " MUFASA INDEX USE RIGHT, NULL, DIGEST_RIGHT },
		{ "Digest " MUFASA INDEX USE RIGHT, "/dir/index.html",
		  DIGEST_RIGHT },
		{ "Digest " MUFASA INDEX USE RIGHT, "/dir", DIGEST_OTHER_URI },
		{ "Digest " MUFASA INDEX
		  "qop=\"auth\", nc=\"00000001\", cnonce=\"0a4f113b\", " RIGHT,
		  NULL, DIGEST_RIGHT },
		{ "Digest " MUFASA INDEX USE
		  "response=\"6629FAE49393A05397450978507C4EF1\"",
		  NULL, DIGEST_UPPER_CASE },
		{ "Digest " MUFASA INDEX USE
		  "response=\"6629fae49393a05397450978507c4ef2\"",
		  NULL, DIGEST_WRONG },
		{ "Digest " MUFASA INDEX USE
		  "response=\"6629fae49393a05397450978507c4ef\"",
		  NULL, DIGEST_WRONG },
		{ "Digest " MUFASA INDEX USE "response=\"\"", NULL,
		  DIGEST_WRONG },
		{ "Digest " MUFASA "uri=\"/dir\", " USE RIGHT, NULL,
		  DIGEST_WRONG },
		/* without qop, but with what it needs: RFC 8760 §2.6 */
		{ "Digest " MUFASA INDEX
		  "nc=00000001, cnonce=\"0a4f113b\", " RIGHT,
		  NULL, DIGEST_RIGHT },
		/* RFC 2617 §3.2.2.1 */
		{ "Digest " MUFASA INDEX
		  "response=\"670fd8c2df070c60b045671b8b24ff02\"",
		  NULL, DIGEST_RIGHT },
		{ "Digest " MUFASA INDEX USE, NULL, DIGEST_LACKING },
		{ "Digest " MUFASA USE RIGHT, NULL, DIGEST_LACKING },
		{ "Digest " MUFASA INDEX "qop=auth, nc=00000001, " RIGHT, NULL,
		  DIGEST_LACKING },
		{ "Digest " MUFASA INDEX USE RIGHT ", nc=00000002", NULL,
		  DIGEST_LACKING },
		{ "Digest " MUFASA INDEX "username*=UTF-8''Mufasa, " USE RIGHT,
		  NULL, DIGEST_LACKING },
		{ "Digest " MUFASA INDEX USE RIGHT ", algorithm=MD4", NULL,
		  DIGEST_UNKNOWN },
		{ "Digest " MUFASA INDEX
		  "qop=conf, nc=00000001, cnonce=\"0a4f113b\", " RIGHT,
		  NULL, DIGEST_UNKNOWN },
		{ "Basic " MUFASA INDEX USE RIGHT, NULL, DIGEST_UNKNOWN },
		{ "Digest username=\"Scar\", realm=\"testrealm@host.com\", "
		  "nonce=\"n\", " INDEX USE RIGHT,
		  NULL, DIGEST_OTHER_USER },
		{ "Digest username=\"Mufasa\", realm=\"a\", "
		  "nonce=\"n\", " INDEX USE RIGHT,
		  NULL, DIGEST_OTHER_REALM },
		{ "Digest username*=UTF-8''Mufas%61, "
		  "realm=\"testrealm@host.com\", "
		  "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", " INDEX USE
			  RIGHT,
		  NULL, DIGEST_RIGHT },
		{ "Digest username*=UTF-8''Mufasa%, "
		  "realm=\"testrealm@host.com\", nonce=\"n\", " INDEX USE RIGHT,
		  NULL, DIGEST_OTHER_USER },
		{ "Digest username=\"\\Mufasa\", realm=\"testrealm@host.com\", "
		  "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", " INDEX USE
			  RIGHT,
		  NULL, DIGEST_RIGHT },
		/* a client of RFC 2617 hashes what stands between the quotes */
		{ "Digest username=\"\\Mufasa\", realm=\"testrealm@host.com\", "
		  "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", " INDEX USE
		  "response=\"97a1fa471394ab69dcc516774e007e1c\"",
		  NULL, DIGEST_RIGHT },
	};
	static const struct account mufasa = { STR_INIT("Mufasa"),
					       STR_INIT("Circle Of Life"),
					       { NULL, 0 } };

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct digest_proof proof = {
			.account = &mufasa,
			.realm = STR("testrealm@host.com"),
			.method = STR("GET"),
			.uri = str_from(row[i].uri),
		};
		struct arena arena;
		struct digest digest;
		enum digest_result result;

		arena_init(&arena);
		(void)digest_parse(&digest, &arena, str_from(row[i].value));
		result = digest_verify(&digest, &proof);
		CHECK_TEXT(i, digest_result_text(result),
			   digest_result_text(row[i].want));
		arena_release(&arena);
	}
}

static void knows_a_hashed_user(void)
{
	static const struct account doe = { STR_INIT(DOE),
					    STR_INIT("Secret, or not?"),
					    { NULL, 0 } };
	const struct digest_proof proof = { .account = &doe,
					    .realm = STR("api@example.org"),
					    .method = STR("GET") };
	struct arena arena;
	struct digest digest;

	arena_init(&arena);
	CHECK_INT(
		0,
		digest_parse(
			&digest, &arena,
			STR("Digest username=\"793263caabb707a56211940d90411ea"
			    "4a575adeccb7e360aeb624ed06ece9b0b\", "
			    "realm=\"api@example.org\", uri=\"/doe.json\", "
			    "algorithm=SHA-512-256, nonce=\"" NONCE_DOE "\", "
			    "nc=00000001, cnonce=\"" CNONCE_DOE "\", "
			    "qop=auth, response=\"3798d4131c277846293534c3edc"
			    "11bd8a5e4cdcbff78b05db9d95eeb1cec68a5\", "
			    "userhash=true")),
		0);
	CHECK_INT(1, digest_verify(&digest, &proof), DIGEST_RIGHT);
	arena_release(&arena);
}

CU_TestInfo test_digest[] = {
	{ "computes responses", computes_responses },
	{ "needs a known algorithm and qop", needs_a_known_algorithm_and_qop },
	{ "computes what is not the first answer",
	  computes_what_is_not_the_first_answer },
	{ "has MD5 under a FIPS policy", has_md5_under_a_fips_policy },
	{ "hashes user names", hashes_user_names },
	{ "knows algorithms by name", knows_algorithms_by_name },
	{ "reads values", reads_values },
	{ "reads what has no scheme", reads_what_has_no_scheme },
	{ "reads flags", reads_flags },
	{ "verifies credentials", verifies_credentials },
	{ "knows a hashed user", knows_a_hashed_user },
	CU_TEST_INFO_NULL,
};
