/* SPDX-License-Identifier: MIT */
#include "report/put.h"

#include <errno.h>

int report_put(FILE *out, struct buf *text)
{
	int err = buf_error(text);

	errno = 0;
	if (!err && text->size > 0 &&
	    fwrite(text->p, 1, text->size, out) != text->size)
		err = errno != 0 ? errno : EIO;
	buf_clear(text);
	return err;
}
