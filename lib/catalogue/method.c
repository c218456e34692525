/* SPDX-License-Identifier: MIT */
#include "catalogue/method.h"

static const struct {
	struct str name;
	bool is_allowed;
} methods[] = {
#define X(name, is_allowed) { STR_INIT(#name), is_allowed },
	METHOD_MAP(X)
#undef X
};

bool method_is_known(struct str method)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		if (str_eq(methods[i].name, method))
			return true;
	}
	return false;
}

bool method_is_allowed(struct str method)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		if (str_eq(methods[i].name, method))
			return methods[i].is_allowed;
	}
	return false;
}

void method_write_allow(struct buf *out, struct str refused)
{
	const char *before = "Allow: ";

	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		if (!methods[i].is_allowed || str_eq(methods[i].name, refused))
			continue;
		buf_add_text(out, before);
		buf_add_str(out, methods[i].name);
		before = ", ";
	}
	buf_add_text(out, "\r\n");
}
