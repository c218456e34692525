/* SPDX-License-Identifier: MIT */
#include "sip/block.h"

#include "sip/field.h"
#include "sip/header_name.h"

bool block_next(struct str *rest, struct str *header)
{
	size_t size = 0;

	if (rest->size == 0)
		return false;
	do {
		size += str_find(str_sub(*rest, size, rest->size), '\n');
		size += size < rest->size;
	} while (size < rest->size &&
		 (rest->p[size] == ' ' || rest->p[size] == '\t'));
	*header = str_sub(*rest, 0, size);
	*rest = str_sub(*rest, size, rest->size);
	return true;
}

struct str block_name(struct str header)
{
	struct str name;
	struct str value;

	(void)str_cut(header, ':', &name, &value);
	return header_long_name(str_trim(name));
}

bool block_has(struct str block, struct str name)
{
	struct str header;

	while (block_next(&block, &header)) {
		if (str_ieq(block_name(header), name))
			return true;
	}
	return false;
}

bool block_names(struct str names, struct str name)
{
	struct str one;

	while (field_next(&names, &one)) {
		if (str_ieq(header_long_name(one), name))
			return true;
	}
	return false;
}
