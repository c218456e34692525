/* SPDX-License-Identifier: MIT */
#include "suite/random.h"

enum { TAG_MORE = 40, HEADERS_MAX = 8, WORD_SIZE = 12 };

/** splitmix64: every seed gives a sequence of its own. */
static uint64_t next(struct random *random)
{
	uint64_t x = random->state += 0x9e3779b97f4a7c15U;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9U;
	x = (x ^ x >> 27) * 0x94d049bb133111ebU;
	return x ^ x >> 31;
}

void random_init(struct random *random, uint64_t seed,
		 const struct suite_case *one)
{
	random->state = seed;
	random->state = next(random) ^ one->code;
	random->state = next(random) ^ one->variants;
	random->state = next(random) ^ (uint64_t)one->transport;
	for (size_t i = 0; i < one->method.size; i++)
		random->state = next(random) ^ (unsigned char)one->method.p[i];
}

unsigned random_below(struct random *random, unsigned below)
{
	return (unsigned)(next(random) % below);
}

static void write_word(struct random *random, struct buf *out, unsigned size)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyz0123456789";

	for (unsigned i = 0; i < size; i++)
		buf_add_char(out, set[random_below(random, sizeof(set) - 1)]);
}

/** An order of count things. */
static void shuffle(struct random *random, unsigned order[], unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		order[i] = i;
	for (unsigned i = count; i > 1; i--) {
		unsigned k = random_below(random, i);
		unsigned other = order[k];

		order[k] = order[i - 1];
		order[i - 1] = other;
	}
}

/** Letters of either case. */
static void write_name(struct random *random, struct buf *out, const char *name)
{
	for (const char *p = name; *p != '\0'; p++) {
		bool is_other = random_below(random, 4) == 0;

		if (is_other && *p >= 'a' && *p <= 'z')
			buf_add_char(out, (char)(*p - 'a' + 'A'));
		else if (is_other && *p >= 'A' && *p <= 'Z')
			buf_add_char(out, (char)(*p - 'A' + 'a'));
		else
			buf_add_char(out, *p);
	}
}

static void write_colon(struct random *random, struct buf *out)
{
	static const char *const colon[] = { ": ", ":", " : ", ":   ", "\t: " };

	buf_add_text(out, colon[random_below(random, ARRAY_SIZE(colon))]);
}

static void write_unknown(struct random *random, struct buf *out)
{
	buf_add_text(out, "X-");
	write_word(random, out, 3 + random_below(random, WORD_SIZE));
	write_colon(random, out);
	write_word(random, out, 1 + random_below(random, WORD_SIZE));
	buf_add_text(out, ";");
	write_word(random, out, 1 + random_below(random, WORD_SIZE));
	if (random_below(random, 2) == 0) {
		buf_add_text(out, "=\"a;b,c ");
		write_word(random, out, random_below(random, WORD_SIZE));
		buf_add_char(out, '"');
	}
}

void random_write_headers(struct random *random, struct buf *out,
			  const char *indent)
{
	unsigned count = 1 + random_below(random, 3);

	for (unsigned i = 0; i < count; i++) {
		buf_add_text(out, indent);
		write_unknown(random, out);
		buf_add_char(out, '\n');
	}
}

/** One of the headers that every response has; ${via} is whole lines. */
static void write_header(struct random *random, struct buf *out, unsigned which)
{
	static const struct {
		const char *name;
		const char *brief;
		const char *value;
	} header[] = {
		{ "From", "f", "${from}" },    { "Call-ID", "i", "${call-id}" },
		{ "CSeq", "CSeq", "${cseq}" }, { "Content-Length", "l", "0" },
		{ "To", "t", "${to}" },
	};
	bool is_brief = random_below(random, 2) == 0;

	write_name(random, out,
		   is_brief ? header[which].brief : header[which].name);
	write_colon(random, out);
	buf_add_text(out, header[which].value);
	if (which + 1 < ARRAY_SIZE(header))
		return;
	if (random_below(random, 2) == 0) {
		buf_add_text(out, ";x-");
		write_word(random, out, 1 + random_below(random, WORD_SIZE));
	}
	/* It begins with the run's own, which is like no other. */
	buf_add_text(out, ";tag=${to.tag}-");
	write_word(random, out, random_below(random, TAG_MORE));
}

void random_write_response(struct random *random, struct buf *out,
			   unsigned code, struct str phrase)
{
	enum { VIA = 5, UNKNOWN = 6 };

	unsigned order[HEADERS_MAX];

	buf_addf(out, "  - raw: |+\n      SIP/2.0 %u %.*s\n", code,
		 STR_ARG(phrase));
	shuffle(random, order, HEADERS_MAX);
	for (unsigned i = 0; i < HEADERS_MAX; i++) {
		buf_add_text(out, "      ");
		if (order[i] == VIA)
			buf_add_text(out, "${via}");
		else if (order[i] >= UNKNOWN)
			write_unknown(random, out);
		else
			write_header(random, out, order[i]);
		buf_add_char(out, '\n');
	}
	buf_add_char(out, '\n');
}
