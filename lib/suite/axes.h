/* SPDX-License-Identifier: MIT */
#ifndef SUITE_AXES_H
#define SUITE_AXES_H

#include "suite/out.h"
#include "suite/write.h"

enum { AXIS_CODE_MAX = 700, AXIS_METHODS_MAX = 8, AXIS_MIXES_MAX = 64 };

/** Which cases are asked for: every combination of these that makes sense. */
struct axes {
	bool has_code[AXIS_CODE_MAX];
	struct str method[AXIS_METHODS_MAX]; /* borrowed */
	size_t method_count;
	bool has_transport[TRANSPORT_COUNT];
	uint32_t mix[AXIS_MIXES_MAX]; /* bits of enum variant in one case */
	size_t mix_count;
};

/**
 * Read the lists of four options; NULL is what they have by default: the codes of the
 * catalogue, INVITE, udp, each variant by itself.
 *
 * @param[out] error  on EINVAL one line for people, without its newline
 * @return 0 or EINVAL
 */
int axes_parse_codes(struct axes *axes, const char *list, struct buf *error);
int axes_parse_methods(struct axes *axes, const char *list, struct buf *error);
int axes_parse_transports(struct axes *axes, const char *list,
			  struct buf *error);
int axes_parse_variants(struct axes *axes, const char *list, struct buf *error);

/**
 * The cases in order of methods, codes, transports, variants.
 *
 * @param[in,out] at  begins as 0
 * @return whether there was one more
 */
bool axes_next(const struct axes *axes, size_t *at, struct suite_case *one);

#endif
