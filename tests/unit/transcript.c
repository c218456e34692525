/* SPDX-License-Identifier: MIT */
#include "transcript.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "transcript_step.h"

enum {
	ENTRIES_MAX = 20000,
	MESSAGE_MAX = 65536,
	US_PER_SECOND = 1000000,
	START_US = 1000 * US_PER_SECOND,
	SIP_PORT_CLIENT = 5060
};

/** A transcript while it is read. */
struct script {
	struct transcript *transcript;
	struct str rest;  /* lines that are left */
	size_t line;      /* number of the one in hand */
	const char *what; /* is wrong with it, or NULL */
	uint64_t last_us;
	uint64_t end_us; /* 0: not given */
};

static bool fail(struct script *script, const char *what)
{
	if (script->what == NULL)
		script->what = what;
	return false;
}

static struct str next_line(struct script *script)
{
	struct str line;

	(void)str_cut(script->rest, '\n', &line, &script->rest);
	script->line++;
	return line;
}

static struct str next_word(struct str *line)
{
	struct str word;

	*line = str_trim(*line);
	(void)str_cut(*line, ' ', &word, line);
	return word;
}

/** "0.002" in µs. */
static bool parse_time(struct str word, uint64_t *time_us)
{
	struct str whole, part;
	uint64_t seconds, value = 0;
	uint64_t unit = US_PER_SECOND;

	(void)str_cut(word, '.', &whole, &part);
	if (str_parse_uint(whole, 1000000, &seconds) != 0 ||
	    (part.size > 0 && str_parse_uint(part, 999999, &value) != 0) ||
	    part.size > 6)
		return false;
	for (size_t i = 0; i < part.size; i++)
		unit /= 10;
	*time_us = START_US + seconds * US_PER_SECOND + value * unit;
	return true;
}

static bool parse_endpoint(struct endpoint *end, struct str word)
{
	struct str host, port;
	uint64_t number;

	if (!str_cut(word, ':', &host, &port) || host.size >= HOST_SIZE ||
	    str_parse_uint(port, UINT16_MAX, &number) != 0)
		return false;
	memset(end->host, 0, sizeof(end->host));
	memcpy(end->host, host.p, host.size);
	end->port = (uint16_t)number;
	return true;
}

static bool parse_option(struct step *step, struct str word)
{
	uint64_t call;

	if (str_eq(word, STR("copy"))) {
		step->is_copy = true;
	} else if (str_eq(word, STR("outside"))) {
		step->is_outside = true;
	} else if (str_eq(word, STR("spoilt"))) {
		step->is_spoilt = true;
	} else if (str_eq(word, STR("challenge"))) {
		step->is_challenge = true;
	} else if (str_eq(word, STR("auth"))) {
		step->is_answer = true;
	} else if (str_starts(word, STR("for="))) {
		step->about = str_sub(word, 4, word.size);
	} else if (str_starts(word, STR("from="))) {
		return parse_endpoint(&step->client,
				      str_sub(word, 5, word.size));
	} else if (str_starts(word, STR("to="))) {
		return parse_endpoint(&step->ours, str_sub(word, 3, word.size));
	} else if (str_starts(word, STR("@"))) {
		bool found = transport_find(&step->client.transport,
					    str_sub(word, 1, word.size));

		step->ours.transport = step->client.transport;
		return found;
	} else {
		if (!str_starts(word, STR("call=")) ||
		    str_parse_uint(str_sub(word, 5, word.size), 99, &call) != 0)
			return false;
		step->call = (unsigned)call;
	}
	return true;
}

static bool parse_step(struct script *script, struct step *step,
		       struct str line)
{
	struct str word = next_word(&line);
	uint64_t status;

	*step = (struct step){
		.is_in = str_eq(word, STR(">")),
		.call = 1,
		.client = { "192.0.2.7", SIP_PORT_CLIENT, TRANSPORT_UDP },
		.ours = { "192.0.2.10", SIP_PORT, TRANSPORT_UDP },
	};
	if (!parse_time(next_word(&line), &step->at_us))
		return fail(script, "that is no time");
	word = next_word(&line);
	if (str_parse_uint(word, 999, &status) == 0)
		step->status = (unsigned)status;
	else
		step->method = word;
	if (word.size == 0)
		return fail(script, "a method or a status is missing");
	while (str_trim(line).size > 0) {
		if (!parse_option(step, next_word(&line)))
			return fail(script, "that option is not known");
	}
	return true;
}

static bool add_entry(struct script *script, const struct entry *entry,
		      struct str bytes, unsigned call)
{
	struct transcript *transcript = script->transcript;
	size_t at = transcript->record.count;

	if (at >= ENTRIES_MAX)
		return fail(script, "too many entries");
	if (entry->at_us < script->last_us)
		return fail(script, "time goes back");
	if (record_add(&transcript->record, entry, bytes) != 0)
		return fail(script, "out of memory");
	transcript->call[at] = call;
	script->last_us = entry->at_us;
	return true;
}

/** The indented lines below a message. */
static bool change(struct script *script, struct draft *draft)
{
	struct str line;

	while (script->rest.size > 0 &&
	       (script->rest.p[0] == ' ' || script->rest.p[0] == '\t')) {
		line = next_line(script);
		while (line.size > 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
			line = str_sub(line, 1, line.size);
		if (!draft_change(draft, line))
			return fail(script, "that changes nothing");
	}
	return true;
}

static bool read_message(struct script *script, struct str line)
{
	struct entry entry = { .type = ENTRY_OUT };
	const struct message *before;
	struct draft draft;
	struct step step;
	struct buf bytes;
	bool is_good;

	if (!parse_step(script, &step, line))
		return false;
	if (step.is_in)
		entry.type = ENTRY_IN;
	entry.at_us = step.at_us;
	entry.local = &step.ours;
	entry.remote = &step.client;
	entry.is_spoilt = step.is_spoilt;
	before = step.is_copy ? step_before(script->transcript, &step) : NULL;
	if (step.is_copy && before == NULL)
		return fail(script, "nothing to copy");

	draft_init(&draft);
	buf_init(&bytes, MESSAGE_MAX);
	if (before != NULL)
		draft_copy(&draft, before);
	is_good = before != NULL ||
		  draft_write(&draft, script->transcript, &step) ||
		  fail(script, "nothing to answer");
	is_good = is_good && change(script, &draft);
	draft_finish(&bytes, &draft);
	is_good = is_good &&
		  add_entry(script, &entry, buf_str(&bytes), step.call);
	buf_release(&bytes);
	draft_release(&draft);
	return is_good;
}

static bool read_event(struct script *script, struct str line)
{
	struct endpoint local = { "192.0.2.10", SIP_PORT, 0 };
	struct endpoint remote = { "192.0.2.7", SIP_PORT_CLIENT, 0 };
	struct entry entry = { .type = ENTRY_GONE,
			       .local = &local,
			       .remote = &remote };
	struct str word;

	(void)next_word(&line);
	if (!parse_time(next_word(&line), &entry.at_us))
		return fail(script, "that is no time");
	word = next_word(&line);
	if (str_eq(word, STR("exit")))
		entry.type = ENTRY_EXIT;
	else if (!str_eq(word, STR("gone")))
		return fail(script, "gone or exit was expected");
	if (str_eq(next_word(&line), STR("@tcp")))
		local.transport = remote.transport = TRANSPORT_TCP;
	return add_entry(script, &entry, (struct str){ NULL, 0 }, 0);
}

static bool read_expect(struct script *script, struct str line)
{
	struct transcript *transcript = script->transcript;
	struct expect expect = { .check = check_find(next_word(&line)) };
	struct str word = next_word(&line);
	bool found = str_eq(word, STR("none"));

	expect.is_none = found;
	for (int i = 0; i <= OUTCOME_FAIL && !found; i++) {
		expect.outcome = (enum outcome)i;
		found = str_eq(word, str_from(outcome_name(expect.outcome)));
	}
	if (expect.check == CHECK_COUNT)
		return fail(script, "there is no such check");
	if (!found)
		return fail(script, "there is no such outcome");
	if (transcript->expect_count == TRANSCRIPT_EXPECTS)
		return fail(script, "too many expectations");
	transcript->expect[transcript->expect_count++] = expect;
	return true;
}

/** "account NAME PASSWORD [REALM]" */
static bool read_account(struct script *script, struct str line)
{
	struct transcript *transcript = script->transcript;
	struct account account = { .name = next_word(&line) };

	account.password = next_word(&line);
	if (str_trim(line).size > 0)
		account.realm = next_word(&line);
	if (account.password.size == 0)
		return fail(script, "a name or a password is missing");
	if (transcript->config.account_count == TRANSCRIPT_ACCOUNTS)
		return fail(script, "too many accounts");
	transcript->account[transcript->config.account_count++] = account;
	transcript->config.accounts = transcript->account;
	return true;
}

/** "level CHECK LEVEL", or off */
static bool read_level(struct script *script, struct str line)
{
	struct demands *demands = &script->transcript->demands;
	struct demand_level level = { .check = check_find(next_word(&line)) };
	struct str word = next_word(&line);

	level.is_off = str_eq(word, STR("off"));
	if (level.check == CHECK_COUNT)
		return fail(script, "there is no such check");
	if (!level.is_off && !level_find(&level.level, word))
		return fail(script, "there is no such level");
	if (demands->level_count == TRANSCRIPT_DEMANDS)
		return fail(script, "too many levels");
	demands->level[demands->level_count++] = level;
	return true;
}

enum { PATTERN_MAX = 200 };

static bool compile(regex_t *regex, struct str pattern)
{
	char text[PATTERN_MAX + 1];

	(void)snprintf(text, sizeof(text), "%.*s", STR_ARG(pattern));
	return regcomp(regex, text, REG_EXTENDED | REG_NOSUB) == 0;
}

/** "header METHOD NAME present", absent, "equals VALUE" or "matches PATTERN" */
static bool read_header(struct script *script, struct str line)
{
	struct demands *demands = &script->transcript->demands;
	struct demand_header header = { .method = next_word(&line) };
	size_t at = demands->header_count;
	struct str word;

	header.name = next_word(&line);
	word = next_word(&line);
	header.is_absent = str_eq(word, STR("absent"));
	if (at == TRANSCRIPT_DEMANDS)
		return fail(script, "too many headers");
	if (str_eq(word, STR("equals"))) {
		header.equals = str_trim(line);
	} else if (str_eq(word, STR("matches"))) {
		header.matches = str_trim(line);
		header.pattern = &script->transcript->pattern[at];
		if (!compile(header.pattern, header.matches))
			return fail(script, "that is no pattern");
	} else if (!header.is_absent && !str_eq(word, STR("present"))) {
		return fail(script, "present, absent, equals or matches?");
	}
	demands->header[demands->header_count++] = header;
	return true;
}

static bool read_line(struct script *script)
{
	struct transcript *transcript = script->transcript;
	struct str line = next_line(script), rest = line, word;
	uint64_t t1_ms;

	if (str_trim(line).size == 0 || line.p[0] == '#')
		return true;
	word = next_word(&rest);
	if (str_eq(word, STR(">")) || str_eq(word, STR("<")))
		return read_message(script, line);
	if (str_eq(word, STR("x")))
		return read_event(script, line);
	if (str_eq(word, STR("expect")))
		return read_expect(script, rest);
	if (str_eq(word, STR("end")))
		return parse_time(next_word(&rest), &script->end_us) ||
		       fail(script, "that is no time");
	if (str_eq(word, STR("t1"))) {
		if (str_parse_uint(next_word(&rest), 60000, &t1_ms) != 0)
			return fail(script, "that is no time in ms");
		transcript->config.timing = timing_of((uint32_t)t1_ms);
		return true;
	}
	if (str_eq(word, STR("account")))
		return read_account(script, rest);
	if (str_eq(word, STR("level")))
		return read_level(script, rest);
	if (str_eq(word, STR("header")))
		return read_header(script, rest);
	if (str_eq(word, STR("closed")))
		transcript->config.is_closed = true;
	else if (str_eq(word, STR("mangled")))
		transcript->config.is_mangled = true;
	else
		return fail(script, "that line is not known");
	return true;
}

bool transcript_read(struct transcript *transcript, struct str text,
		     struct buf *error)
{
	struct script script = { .transcript = transcript, .rest = text };

	*transcript = (struct transcript){ .config.timing = timing_of(500) };
	transcript->demands.level = transcript->level;
	transcript->demands.header = transcript->header;
	transcript->config.demands = &transcript->demands;
	record_init(&transcript->record, ENTRIES_MAX);
	transcript->call = calloc(ENTRIES_MAX, sizeof(*transcript->call));
	if (transcript->call == NULL)
		return fail(&script, "out of memory");
	while (script.rest.size > 0 && read_line(&script))
		;
	transcript->config.end_us = script.end_us;
	if (script.end_us == 0)
		transcript->config.end_us = script.last_us + US_PER_SECOND;
	if (script.what == NULL && transcript->config.end_us < script.last_us)
		(void)fail(&script, "the end comes before the last entry");
	if (script.what != NULL)
		buf_addf(error, "line %zu: %s", script.line, script.what);
	return script.what == NULL;
}

void transcript_release(struct transcript *transcript)
{
	for (size_t i = 0; i < transcript->demands.header_count; i++) {
		if (transcript->header[i].pattern != NULL)
			regfree(transcript->header[i].pattern);
	}
	record_release(&transcript->record);
	free(transcript->call);
	transcript->call = NULL;
}
