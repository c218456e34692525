/* SPDX-License-Identifier: MIT */
#include "scenario/loader.h"
#include "scenario/template.h"

void load_faults(struct loader *loader, struct faults *faults,
		 const struct fields *fields, enum key_id id)
{
	const struct node *map = load_field(fields, id);
	struct fields inner;

	if (map == NULL)
		return;
	load_fields(loader, &inner, KEY_IN_FAULT, map, STR(""), map);
	for (unsigned fault = 0; fault < FAULT_COUNT; fault++) {
		enum key_id key = (enum key_id)(KEY_FAULT_DROP + fault);
		uint32_t *value = &faults->value[fault];
		bool is_set = false;

		if (key_at(key)->type == KEY_TYPE_BOOL) {
			load_bool(&inner, key, &is_set);
			*value = is_set;
		} else if (key_at(key)->type == KEY_TYPE_DURATION) {
			load_ms(&inner, key, value);
		} else {
			load_number(&inner, key, value);
		}
	}
}

/** The keys of a carry in one of the two contexts. */
struct carry_keys {
	enum key_id headers;
	enum key_id body;
	enum key_id type;
	enum key_id sdp;
	enum key_id timer;
};

static void check_body(struct loader *loader, const struct fields *fields,
		       const struct carry_keys *keys)
{
	const struct node *body = load_field_key(fields, keys->body);
	const struct node *type = load_field_key(fields, keys->type);
	const struct node *sdp = load_field(fields, keys->sdp);

	if (body != NULL && type == NULL)
		load_fault(loader, body,
			   "a 'body' needs its 'type', as type: text/plain");
	if (type != NULL && body == NULL)
		load_fault(loader, type, "a 'type' without a 'body'");
	if (body != NULL && sdp != NULL && !str_eq(sdp->text, STR("usual")) &&
	    !str_eq(sdp->text, STR("none")))
		load_fault(loader, sdp,
			   "a message has one body: keep 'body' or 'sdp: %.*s'",
			   STR_ARG(sdp->text));
}

static void read_carry(struct loader *loader, struct carry *carry,
		       const struct fields *fields,
		       const struct carry_keys *keys)
{
	const struct node *headers = load_field(fields, keys->headers);
	const struct node *body = load_field(fields, keys->body);

	if (headers != NULL)
		carry->headers = load_headers(loader, headers);
	if (body != NULL)
		carry->body = load_crlf(loader, body->text);
	load_text(loader, fields, keys->type, &carry->type);
	carry->sdp = (enum sdp_use)load_word(fields, keys->sdp);
	carry->timer = (enum session_timer)load_word(fields, keys->timer);
	check_body(loader, fields, keys);
}

static void read_challenge(struct loader *loader, struct challenge *challenge,
			   const struct fields *outer)
{
	const struct node *map = load_field(outer, KEY_RESPOND_CHALLENGE);
	struct fields fields;

	if (map == NULL)
		return;
	load_fields(loader, &fields, KEY_IN_CHALLENGE, map, STR(""), map);
	challenge->is_given = true;
	load_joined(loader, &fields, KEY_CHALLENGE_ALGORITHMS, ", ",
		    &challenge->algorithms);
	load_joined(loader, &fields, KEY_CHALLENGE_QOP, ",", &challenge->qop);
	load_text(loader, &fields, KEY_CHALLENGE_REALM, &challenge->realm);
	load_bool(&fields, KEY_CHALLENGE_STALE, &challenge->is_stale);
	load_check_challenge(loader, &fields);
}

static void read_overload(struct loader *loader, struct overload *overload,
			  const struct fields *outer)
{
	const struct node *map = load_field(outer, KEY_RESPOND_OVERLOAD);
	struct fields fields;
	uint32_t loss = 0;

	if (map == NULL)
		return;
	load_fields(loader, &fields, KEY_IN_OVERLOAD, map, STR(""), map);
	load_number(&fields, KEY_OVERLOAD_LOSS, &loss);
	load_ms(&fields, KEY_OVERLOAD_VALIDITY, &overload->validity_ms);
	overload->loss = loss;
	overload->is_given = true;
}

static void read_to_tag(struct loader *loader, struct step *step,
			const struct fields *fields)
{
	const struct node *tag = load_field(fields, KEY_RESPOND_TO_TAG);

	if (tag != NULL && str_eq(tag->text, STR("none")))
		step->respond.to_tag = STR("");
	else
		load_text(loader, fields, KEY_RESPOND_TO_TAG,
			  &step->respond.to_tag);
}

/** The keys of either form, and the code; 0 when it is faulty. */
static uint32_t read_form(struct loader *loader, struct fields *fields,
			  const struct node *map, const struct node *value)
{
	const struct node *status;
	uint64_t number;
	uint32_t code = 0;

	if (value->type != NODE_MAP) {
		load_fields(loader, fields, KEY_IN_RESPOND, map, STR("respond"),
			    map);
		status = load_field_key(fields, KEY_RESPOND_STATUS);
		if (status != NULL)
			load_fault(loader, status,
				   "the code stands behind 'respond' already: "
				   "remove 'status'");
		return str_parse_uint(value->text, 699, &number) == 0
			       ? (uint32_t)number
			       : 0;
	}
	for (const struct node *key = map->first; key != NULL;
	     key = key->next) {
		if (!str_eq(key->text, STR("respond")))
			load_fault(loader, key,
				   "this 'respond' has its keys inside: put "
				   "'%.*s' there too",
				   STR_ARG(load_shown(key->text)));
	}
	load_fields(loader, fields, KEY_IN_RESPOND, value, STR(""), value);
	if (load_field_key(fields, KEY_RESPOND_STATUS) == NULL)
		load_fault(loader, value,
			   "'status' is missing: the code, from 100 to 699");
	load_number(fields, KEY_RESPOND_STATUS, &code);
	return code;
}

void load_respond(struct loader *loader, struct step *step,
		  const struct node *map, const struct node *value)
{
	static const struct carry_keys keys = {
		KEY_RESPOND_HEADERS,       KEY_RESPOND_BODY,
		KEY_RESPOND_TYPE,          KEY_RESPOND_SDP,
		KEY_RESPOND_SESSION_TIMER,
	};
	struct fields fields;
	uint32_t cause = 0, rseq = 1, otherwise = 0;

	step->type = STEP_RESPOND;
	step->respond.code = (uint16_t)read_form(loader, &fields, map, value);
	load_number(&fields, KEY_RESPOND_OTHERWISE, &otherwise);
	step->respond.otherwise = (uint16_t)otherwise;
	load_text(loader, &fields, KEY_RESPOND_REASON, &step->respond.phrase);
	read_carry(loader, &step->respond.carry, &fields, &keys);
	load_joined(loader, &fields, KEY_RESPOND_WITHOUT, ", ",
		    &step->respond.carry.without);
	read_to_tag(loader, step, &fields);
	load_bool(&fields, KEY_RESPOND_RELIABLE, &step->respond.is_reliable);
	step->respond.is_unproved = load_word(&fields, KEY_RESPOND_PRACK) != 0;
	load_number(&fields, KEY_RESPOND_RSEQ, &rseq);
	step->respond.rseq_more = (int16_t)((int)rseq - 1);
	read_challenge(loader, &step->respond.challenge, &fields);
	read_overload(loader, &step->respond.overload, &fields);
	load_number(&fields, KEY_RESPOND_CAUSE, &cause);
	step->respond.cause = (uint16_t)cause;
	load_faults(loader, &step->respond.faults, &fields, KEY_RESPOND_FAULT);
	if (step->respond.code != 0)
		load_check_respond(loader, step, &fields);
}

void load_send(struct loader *loader, struct step *step, const struct node *map,
	       const struct node *value)
{
	static const struct carry_keys keys = {
		KEY_SEND_HEADERS, KEY_SEND_BODY,          KEY_SEND_TYPE,
		KEY_SEND_SDP,     KEY_SEND_SESSION_TIMER,
	};
	const struct node *after;
	struct fields fields;
	uint32_t cause = 0;

	step->type = STEP_SEND;
	step->send.method = arena_copy(loader->arena, value->text);
	load_fields(loader, &fields, KEY_IN_SEND, map, STR("send"), map);
	read_carry(loader, &step->send.carry, &fields, &keys);
	load_text(loader, &fields, KEY_SEND_TO_TAG, &step->send.to_tag);
	after = load_field(&fields, KEY_SEND_AFTER);
	if (after != NULL && str_eq(after->text, STR("hold")))
		step->send.is_hold = true;
	else
		load_ms(&fields, KEY_SEND_AFTER, &step->send.after_ms);
	load_number(&fields, KEY_SEND_CAUSE, &cause);
	step->send.cause = (uint16_t)cause;
	load_faults(loader, &step->send.faults, &fields, KEY_SEND_FAULT);
	load_check_send(loader, step, &fields);
}
