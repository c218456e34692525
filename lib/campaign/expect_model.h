/* SPDX-License-Identifier: MIT */
#ifndef CAMPAIGN_EXPECT_MODEL_H
#define CAMPAIGN_EXPECT_MODEL_H

#include "campaign/expect.h"

/** What an expectation file says, for the files of expect.h only. */

/** A name or a glob, and where it stands. */
struct expect_name {
	struct str text;
	unsigned line;
	unsigned column;
	struct str why; /* of what is unsupported: in a line */
};

struct expect_names {
	struct expect_name *name;
	size_t count;
};

struct expect_known {
	struct expect_names cases;
	struct expect_names checks; /* none: any */
	struct str reason;
};

/** Owns all its texts. */
struct expect_file {
	struct arena arena;
	struct expect_name agent;     /* its text absent: any */
	struct expect_names features; /* all that are named */
	struct expect_names lacking;  /* those that are false */
	struct expect_names unsupported;
	struct expect_known *known;
	size_t known_count;
	struct expect_names must_pass;
};

/** Whether some glob fits a case. */
bool expect_names_fit(const struct expect_names *names, struct str id);

/** Whether the case is one of a known failure, whatever its checks. */
bool expect_file_knows(const struct expect_file *file, struct str id);

/** Whether a failing check of a case is covered by some known failure. */
bool expect_file_covers(const struct expect_file *file, struct str id,
			struct str check);

#endif
