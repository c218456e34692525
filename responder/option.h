/* SPDX-License-Identifier: MIT */
#ifndef OPTION_H
#define OPTION_H

#include "engine/server.h"
#include "report/report.h"
#include "sip/endpoint.h"
#include "text/buf.h"

enum { OPTION_LISTEN_MAX = 16, OPTION_ALLOW_MAX = 32, TEXTS_SIZE = 4096 };

/** The values of an option that is repeated, copied: each ends with a NUL. */
struct texts {
	char pool[TEXTS_SIZE];
	size_t size; /* in use */
};

/** Where reports go: the name of a file, "-": standard output; NULL: none is wanted. */
struct report_files {
#define X(id, name, text) const char *id;
	REPORT_MAP(X)
#undef X
};

struct listen_option {
	enum transport transport;
	char host
		[HOST_SIZE]; /* numeric, without brackets; "*": every address */
	uint16_t port;       /* 0: chosen by the kernel */
};

/** All options with their values; texts are borrowed from argv and environ. */
struct options {
	struct listen_option listen[OPTION_LISTEN_MAX];
	size_t listen_count;            /* 0: see options_listen() */
	char advertise_host[HOST_SIZE]; /* without brackets; empty: none */
	uint64_t hold_us;
	const char *realm;
	struct texts user;
	const char *users; /* NULL: none */
	uint32_t nonce_life_ms;
	const char *trace; /* NULL: none */
	struct prefix allow[OPTION_ALLOW_MAX];
	size_t allow_count; /* 0: everyone */
	size_t max_calls;
	size_t max_connections;
	size_t max_message; /* bytes */
	size_t max_bindings;
	size_t max_record;        /* messages */
	const char *default_case; /* NULL: none */
	struct texts tag;         /* none: any */
	const char *export_dir;   /* NULL: nothing is exported */
	struct texts only;        /* --case */
	struct report_files reports;
	const char *diff;   /* NULL: none */
	const char *expect; /* NULL: none */
	struct texts skip;
	const char *trigger; /* NULL: none */
	size_t jobs;
	uint64_t timeout_us; /* 0: 8 s and 64 T1 */
	uint64_t stay_us;    /* 0: until all is judged */
	uint64_t wait_us;
	uint64_t within_us;
	const char *agent;    /* NULL: found out */
	const char *features; /* NULL: none */
	const char *results;  /* NULL: none is kept */
	const char *out;      /* of generate; this and the next: NULL: none */
	const char *codes;
	const char *methods;
	const char *transports;
	const char *variants;
	const char *ci_server;
	size_t max_output; /* bytes */
	uint32_t t1_ms;
	enum probe_use probe;
	struct mishaps fault; /* all 0: none; its seed is below */
	uint64_t seed;
	uint32_t idle_ms;
	int command_at; /* as many arguments stand before a "--"; -1: none */
	uint16_t advertise_port; /* 0: none given */
	uint16_t media_port;     /* 0: chosen by the kernel */
	bool reason_q850;
	bool no_judge;
	bool quiet;
	bool watch;
	bool no_builtin;
	bool force;
	bool strict;
	bool redact;
	bool all;
	bool dry_run;
	bool vary;
	bool help; /* -h or --help was met; nothing behind it was read */
};

/**
 * Read what stands behind a command's name. An option that is not given is
 * taken from the environment, else it has its default. `--` ends the options.
 *
 * @param[out]    options  complete only on success
 * @param         command  name of the command that is asked for
 * @param[in,out] argc     arguments; on success those that are no options
 * @param[in,out] argv     likewise; these are moved to the front
 * @param[out]    error    on EINVAL one line for people, without its newline
 * @return 0 or EINVAL
 */
int options_parse(struct options *options, const char *command, int *argc,
		  char *argv[], struct buf *error);

/** Who takes an option, where it is libgamut and no command. */
#define OPTION_LIBRARY "libgamut"

/** Likewise for libgamut, of whose host the environment is. */
int options_parse_library(struct options *options, int *argc, char *argv[],
			  struct buf *error);

/** Listen at these places, good ones between blanks, when none was given. */
void options_listen(struct options *options, const char *places);

/** Take the next text. @return whether there was one; *at begins as 0 */
bool texts_next(const struct texts *texts, size_t *at, struct str *text);

/** Write the manual of the options that a command takes; nothing for none. */
void options_write_help(struct buf *out, const char *command);

#endif
