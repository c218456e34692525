/* SPDX-License-Identifier: MIT */
#ifndef GENERATE_H
#define GENERATE_H

#include "cmd.h"
#include "suite/out.h"

/** What gamut generate writes: one file generate_<kind>.c and one line of KIND_MAP. */
struct generate {
	const char *name; /* as it is typed; its manifest is <name>.sha256 */
	const char *args; /* what stands behind it: "[DIR ...]", "" for none */
	const char *text; /* what it writes, for the list of kinds */
	const char
		*uses; /* its options between blanks, but for --out, --force */

	/**
	 * Put the files. What is wrong with the arguments is said on standard error.
	 *
	 * @param argv  what stands behind the kind
	 * @return exit status; out may have an error of its own besides
	 */
	int (*make)(struct suite_out *out, const struct options *options,
		    int argc, char *argv[]);
};

/** The kinds in the order of the manual. */
#define KIND_MAP(X) \
	X(suite)    \
	X(cunit)    \
	X(sipp)     \
	X(ci)       \
	X(from_pcap)

#define X(name) extern const struct generate generate_##name;
KIND_MAP(X)
#undef X

extern const struct cmd cmd_generate;

#endif
