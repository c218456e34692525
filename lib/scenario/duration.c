/* SPDX-License-Identifier: MIT */
#include "scenario/duration.h"

enum { FRACTION_DIGITS = 9 };

bool duration_parse(struct str text, uint64_t *ms)
{
	static const struct {
		struct str name;
		uint64_t ms;
	} unit[] = {
		{ STR_INIT("ms"), 1 },
		{ STR_INIT("s"), 1000 },
		{ STR_INIT("m"), 60000 },
		{ STR_INIT("h"), 3600000 },
	};
	struct str whole, part, name = text;
	uint64_t count, fraction = 0, scale = 1;
	size_t i = 0;

	while (name.size > 0 &&
	       ((name.p[0] >= '0' && name.p[0] <= '9') || name.p[0] == '.'))
		name = str_sub(name, 1, name.size);
	text = str_sub(text, 0, text.size - name.size);
	while (i < ARRAY_SIZE(unit) && !str_eq(unit[i].name, name))
		i++;
	if (i == ARRAY_SIZE(unit))
		return false;

	if (str_cut(text, '.', &whole, &part)) {
		if (part.size > FRACTION_DIGITS ||
		    str_parse_uint(part, UINT32_MAX, &fraction) != 0)
			return false;
		for (size_t n = 0; n < part.size; n++)
			scale *= 10;
	}
	if (str_parse_uint(whole, UINT32_MAX, &count) != 0)
		return false;
	*ms = count * unit[i].ms + fraction * unit[i].ms / scale;
	return true;
}
