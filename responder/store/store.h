/* SPDX-License-Identifier: MIT */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "report/results.h"

/**
 * The results file: SQLite in WAL mode. A case is added in one transaction and is there
 * after kill -9. Tables: meta, run, agent, case_result, message, rule, finding; see
 * store/tables.h. Texts are kept with every byte, and absent ones stay absent, but an
 * agent or a rule without a name has an empty one. A message has one transport, that
 * of its local end.
 */
struct store;

/**
 * Open a results file to add a run to it; it is made when it is not there.
 *
 * @param[out] error  one line for people on any error
 * @return 0; EBADMSG: it is no results file, or one of a newer version; ENOMEM; or
 *         what the file system says
 */
int store_open(struct store **storep, const char *path, struct buf *error);

/**
 * NULL is fine. The WAL is folded back into the file, unless another program has the
 * file open.
 */
void store_close(struct store *store);

/** Begin a run; what is added from now on is of this run. @return as store_put() */
int store_begin(struct store *store, const struct result_run *run);

/**
 * Add a case with its findings and messages, durably; or, when result->id says that it
 * is there already, put this in its place. Only what this run has added can be replaced.
 *
 * @param[in,out] result  its id is set
 * @param         agent   its name
 * @return 0, or an errno: nothing of the case is in the file, and the next one can be
 *         added; ENOSPC, EFBIG: the disk is full, EBUSY: another program has had the
 *         file locked for ten seconds
 */
int store_put(struct store *store, struct result *result, struct str agent,
	      const struct result_messages *messages);

/** The run went to its end. @return as store_put() */
int store_end(struct store *store, uint64_t end_us);

/** What the last error was, for people; "" after a success. */
const char *store_error(const struct store *store);

/** Results files that are read. result->id is unique over all files. */
struct archive;

/** What is read of each file. */
enum archive_part {
	ARCHIVE_NEWEST, /* the newest results of each agent and case */
	ARCHIVE_ALL,
	ARCHIVE_LAST_RUN,     /* all of its last run */
	ARCHIVE_LAST_VERDICTS /* the same without findings */
};

/**
 * It is read as it is now, whatever is added later, and nothing is written. Runs of which
 * no result is shown are left out, but for the last of each file.
 *
 * @param[out] error  one line for people on any error
 * @return 0; EBADMSG: a file is no results file, is damaged or one of a newer version;
 *         ENOMEM; or what the file system says
 */
int archive_open(struct archive **archivep, char *const *path, size_t count,
		 enum archive_part part, struct buf *error);
void archive_close(struct archive *archive); /* NULL is fine */

/** All that was read, without messages; owned by the archive. */
const struct results *archive_results(const struct archive *archive);

/** The messages of a result; a report_messages_f, arg is the archive. */
int archive_messages(void *arg, struct result_messages *messages,
		     const struct result *result);

#endif
