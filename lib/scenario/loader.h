/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_LOADER_H
#define SCENARIO_LOADER_H

#include "scenario/key.h"
#include "scenario/yaml.h"
#include "text/diag.h"

/**
 * The parts of scenario_load() and expect_file_load(), for their own files only. They
 * find faults and go on; what is faulty is left out of the model. Memory: ask both
 * arenas at the end.
 */
struct loader {
	struct diags *diags;
	struct arena *arena; /* of what is being filled: texts go there */
	struct scenario
		*scenario;    /* being filled; NULL: another kind of file */
	struct arena scratch; /* the tree, and what is needed while loading */
	bool is_broken;
	bool has_child; /* some step so far hands out a child */
};

/* load_fault.c: words */

__attribute__((format(printf, 3, 4))) void load_fault(struct loader *loader,
						      const struct node *node,
						      const char *format, ...);

/** At a byte of the node's text. */
__attribute__((format(printf, 4, 5))) void
load_fault_at(struct loader *loader, const struct node *node, size_t offset,
	      const char *format, ...);

/** How many faults there are so far. */
size_t load_fault_count(const struct loader *loader);

/** A text as it may be shown in a message, cut. */
struct str load_shown(struct str text);

/**
 * Say that a key is unknown here, and what may be meant.
 *
 * @return the key that is meant, or NULL
 */
const struct key *load_unknown_key(struct loader *loader,
				   enum key_context context,
				   const struct node *node);

/** The word or name that is meant, or absent; both lists may be empty. */
struct str load_nearest(struct str name, struct str words,
			enum key_context context);

/** "respond, receive, …": the keys of a context. */
void load_write_keys(struct buf *out, enum key_context context);

/** What to write for a key: "a whole number from 1 to 127", "udp or tcp". */
void load_write_form(struct buf *out, const struct key *key);

/** "udp or tcp" of a key's words. */
void load_write_words(struct buf *out, struct str words);

/* load_scalar.c: one text against its row of the table */

/** What is looked at: a key's value, or one entry of it. */
struct load_place {
	const struct key *key;
	const struct node *node;
	bool is_entry;
};

/** "'within'", "an entry of 'tags'". */
#define PLACE_FORMAT "%s'%.*s'"
#define PLACE_ARG(place) \
	(place)->is_entry ? "an entry of " : "", STR_ARG((place)->key->name)

bool load_text_check(struct loader *loader, const struct load_place *place);

/* load_value.c: one value of any form */

/** Whether the value is what its key wants; else a fault was added. */
bool load_value_check(struct loader *loader, const struct key *key,
		      const struct node *value);

/* load_type.c: the shape of texts; also what key_type_pattern() says */

/** Whether the text has the form of this type; true for a type without one. */
bool load_type_fits(enum key_type type, struct str text);

/** A text of KEY_TYPE_LINE without the line end that a block (| or >) leaves behind it. */
struct str load_line(struct str text);

/* load_field.c: the keys of one map */

enum { FIELDS_MAX = 20 };

/* The longest context. */
_Static_assert(KEY_MATCH_METHOD - KEY_FILE_GAMUT <= FIELDS_MAX,
	       "FIELDS_MAX is too small");

struct field {
	const struct node *key;   /* NULL: not there */
	const struct node *value; /* NULL: not there, or faulty */
};

struct fields {
	enum key_context context;
	struct field field[FIELDS_MAX];
};

/**
 * Read the whole file as a map of keys.
 *
 * @param      context  the keys at its top, the first of them that of its version
 * @param[out] rootp    lives in the scratch arena; written only on success
 * @return as node_parse() has it
 */
int load_tree(struct loader *loader, enum key_context context,
	      const struct node **rootp);

/**
 * Sort the keys of a map into fields, and check each value. What is required and
 * missing is a fault at `at`.
 *
 * @param verb  a key of the map that is looked at elsewhere, or absent
 */
void load_fields(struct loader *loader, struct fields *fields,
		 enum key_context context, const struct node *map,
		 struct str verb, const struct node *at);

/** The value, or NULL when it is not there or is faulty. */
const struct node *load_field(const struct fields *fields, enum key_id id);

/** The key, faulty value or not; NULL: not there. */
const struct node *load_field_key(const struct fields *fields, enum key_id id);

/** Values that were checked; what is not there leaves the result alone. */
void load_bool(const struct fields *fields, enum key_id id, bool *value);
void load_number(const struct fields *fields, enum key_id id, uint32_t *value);

/** A duration; what is not there gets the default of the table. */
void load_ms(const struct fields *fields, enum key_id id, uint32_t *ms);

void load_text(struct loader *loader, const struct fields *fields,
	       enum key_id id, struct str *text);

/** The place of the value among its key's words; 0 when it is not there. */
unsigned load_word(const struct fields *fields, enum key_id id);

/** A text or a list of texts, joined by sep; an empty list is an empty text. */
void load_joined(struct loader *loader, const struct fields *fields,
		 enum key_id id, const char *sep, struct str *text);

/** A list of texts as an array. */
struct str *load_list(struct loader *loader, const struct fields *fields,
		      enum key_id id, size_t *count);

/** A text with each lone LF as CRLF. */
struct str load_crlf(struct loader *loader, struct str text);

/* load_header.c: a block of header lines */

/** Check it and hand it out with CRLFs; absent when it is faulty. */
struct str load_headers(struct loader *loader, const struct node *node);

/** Whether this header is set by the program, and by a broken file only. */
bool load_is_guarded(struct str name);

/** Add a fault and return false when a name in the text is not fine. */
bool load_template_check(struct loader *loader, const struct node *node);

/* load_step.c, load_respond.c: steps */

/** A step that is being made, and where it stands. */
struct draft {
	struct step step;
	const struct node *node; /* its map */
};

/** Grows in the scratch arena. */
struct drafts {
	struct draft *draft;
	size_t count;
	size_t room;
	bool is_full; /* STEPS_MAX was met; a fault was added */
};

void load_steps(struct loader *loader, struct drafts *drafts,
		const struct node *list);

/** Read the keys beside (or in) `respond`. */
void load_respond(struct loader *loader, struct step *step,
		  const struct node *map, const struct node *value);

void load_send(struct loader *loader, struct step *step, const struct node *map,
	       const struct node *value);

void load_faults(struct loader *loader, struct faults *faults,
		 const struct fields *fields, enum key_id id);

/* load_check.c: what the catalogue has to say of a response */

void load_check_respond(struct loader *loader, const struct step *step,
			const struct fields *fields);

void load_check_send(struct loader *loader, const struct step *step,
		     const struct fields *fields);

/** Whether a step hands out a Contact of this call: ${child}, or the catalogue's in a 3xx. */
bool load_hands_child(const struct step *step);

void load_check_challenge(struct loader *loader, const struct fields *fields);

/* load_flow.c: the order of the steps */

/** @param reaction  the method whose `on:` it is, what came before is not known; or absent */
void load_check_flow(struct loader *loader, const struct drafts *drafts,
		     struct str reaction);

/* load_match.c, load_expect.c */

void load_match(struct loader *loader, const struct node *map);
void load_expect(struct loader *loader, const struct node *map);

/**
 * Compile a pattern (POSIX extended); a fault is added when it cannot be.
 *
 * @param[out] regex  regfree() it; written only on success
 * @return whether it could
 */
bool load_regex(struct loader *loader, regex_t *regex, const struct node *node);

/** Compile the pattern of a key, if it is there; it stays NULL where it is faulty. */
void load_pattern(struct loader *loader, const struct fields *fields,
		  enum key_id id, regex_t **regexp);

/** An address range as `match: source` takes it. */
bool load_is_cidr(struct str text);

#endif
