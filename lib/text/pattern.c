/* SPDX-License-Identifier: MIT */
#include "text/pattern.h"

#include <string.h>

bool pattern_fits(const regex_t *pattern, struct str value)
{
	char text[PATTERN_TEXT_MAX];

	if (pattern == NULL)
		return true;
	if (value.p == NULL || value.size >= sizeof(text) ||
	    memchr(value.p, '\0', value.size) != NULL)
		return false;
	memcpy(text, value.p, value.size);
	text[value.size] = '\0';
	return regexec(pattern, text, 0, NULL, 0) == 0;
}
