/* SPDX-License-Identifier: MIT */
#ifndef SUITE_VARIANT_H
#define SUITE_VARIANT_H

#include "sip/endpoint.h"
#include "suite/variant.def"
#include "text/buf.h"

enum variant {
#define X(id, name, number, slot, key, rfc, title) VARIANT_##id,
	VARIANT_MAP(X)
#undef X
		VARIANT_COUNT
};

/** One case that can be generated: a point on the axes. */
struct suite_case {
	unsigned code;
	struct str method; /* of the first request */
	enum transport transport;
	uint32_t variants; /* bits 1 << enum variant, one or more */
};

bool suite_case_has(const struct suite_case *one, enum variant variant);

const char *variant_name(enum variant variant);
unsigned variant_number(enum variant variant);
const char *variant_key(enum variant variant);   /* NULL: none */
const char *variant_rfc(enum variant variant);   /* "3261#17.2.1", NULL */
const char *variant_title(enum variant variant); /* ", twice at once" */

/** Find by name. @return whether there is one */
bool variant_find(enum variant *variant, struct str name);

/**
 * Whether the case makes sense: the code can answer the method, each variant shows
 * something with it over that transport, and they go together.
 */
bool suite_case_makes_sense(const struct suite_case *one);

/** Whether its response has no header and no body but what every response has. */
bool suite_case_can_be_raw(const struct suite_case *one);

#endif
