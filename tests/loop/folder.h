/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FOLDER_H
#define TESTS_FOLDER_H

#include "peer.h"

/** A temporary folder of scenario files. */
struct folder {
	char path[32];
};

/** @return whether there is one now; else a check has failed */
bool folder_make(struct folder *folder);

/** Write the file name.yaml; folders of its name are made. */
void folder_put(const struct folder *folder, const char *name,
		const char *text);

/** The same for a case: a file's first three keys, and then this text. */
void folder_put_case(const struct folder *folder, const char *id,
		     const char *text);

/** Remove the file name.yaml. */
void folder_drop(const struct folder *folder, const char *name);

/** Remove it with all that is in it. */
void folder_remove(struct folder *folder);

/** A case of a test: its id, and the file from `flow` on. */
struct script {
	const char *id;
	const char *text;
};

/** The program on a folder of its own with one peer. */
struct stage {
	bool is_loud; /* set before it is opened: gamut_start_loud() */
	struct folder folder;
	struct pair pair;
};

/** @return whether all is there; else a check has failed, nothing to close */
bool stage_open(struct stage *stage, const struct script *script, size_t count,
		const char *const *options, enum place place);
void stage_close(struct stage *stage);

/** Another peer instead of the one it has. */
bool stage_move(struct stage *stage, enum place place);

enum { TALK_SIZE = 128 };

/* The header of a client that takes reliable responses. */
#define TAKES_100REL "Supported: timer, 100rel\r\n"

/** A dialog as its caller sees it. */
struct talk {
	struct request invite;
	char tag[TALK_SIZE];     /* of the program */
	char contact[TALK_SIZE]; /* likewise */
	unsigned cseq;           /* of the newest request in it */
};

/** A new call: INVITE and the first answer, which is not acknowledged. */
unsigned talk_dial(struct talk *talk, struct stage *stage, const char *user,
		   const char *headers);

/** The same until the 200, with its ACK. @return whether it was answered */
bool talk_begin(struct talk *talk, struct stage *stage, const char *user,
		const char *headers);

/**
 * A new call of a client that takes them: INVITE, and checks that the first
 * answer is a 183. @return its RSeq, 0: none
 */
uint64_t talk_ring(long row, struct talk *talk, struct stage *stage,
		   const char *user);

/** Check that the next answer is this final one, and acknowledge it. */
void talk_final(long row, struct talk *talk, struct stage *stage,
		unsigned code);

/** Send the next request of the dialog. @return what was sent */
struct request talk_send(struct talk *talk, struct stage *stage,
			 const char *method, const char *headers);

/** The same, and the code of what comes next. */
unsigned talk_ask(struct talk *talk, struct stage *stage, const char *method,
		  const char *headers);

/** Hang up; checks that the BYE gets 200. */
void talk_end(struct talk *talk, struct stage *stage);

/** The RSeq of a reply, 0: none. */
uint64_t reply_rseq(const struct reply *reply);

/** Send a PRACK for it, and the code of its answer, copies of the 1xx left aside. */
unsigned talk_prove(struct talk *talk, struct stage *stage, uint64_t rseq);

/** Whether text has all parts, which end with NULL, in this order. */
bool has_in_order(struct str text, const char *const *part);

/** Whether it came so many ms after start, and hardly later. */
bool came_after(long row, const struct reply *reply, uint64_t start_us,
		unsigned ms);

#endif
