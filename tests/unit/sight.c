/* SPDX-License-Identifier: MIT */
#include "sight.h"

#include <stdio.h>

#include "check.h"
#include "text/buf.h"

bool sight_init(struct sight *sight, size_t row, const char *text)
{
	struct buf error;
	bool is_good;

	buf_init(&error, 1000);
	findings_init(&sight->findings);
	sight->view = (struct view){ .item = NULL };
	is_good = CHECK(row, transcript_read(&sight->transcript, str_from(text),
					     &error));
	if (!is_good)
		(void)printf("\n    %.*s", STR_ARG(buf_str(&error)));
	buf_release(&error);
	return is_good &&
	       CHECK_INT(row,
			 view_init(&sight->view, &sight->transcript.record,
				   &sight->transcript.config, &sight->findings),
			 0);
}

void sight_release(struct sight *sight)
{
	view_release(&sight->view);
	findings_release(&sight->findings);
	transcript_release(&sight->transcript);
}
