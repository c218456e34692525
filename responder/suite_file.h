/* SPDX-License-Identifier: MIT */
#ifndef SUITE_FILE_H
#define SUITE_FILE_H

#include "files.h"
#include "scenario/suite.h"

/**
 * Load one scenario file into a suite. Its id has to be the path of the file:
 * what the path ends with, and at least all of it below the folder that was
 * asked for. So a folder may be asked for as a whole or in part, and a file alone.
 *
 * @param         origin    as suite_add() has it
 * @param[in,out] faults    what is wrong with the file is added, as diags_write()
 *                          has it
 * @param[out]    replaced  the scenario of a lower origin that it took the place
 *                          of, or NULL; valid until the next load
 *
 * @return 0; EBADMSG when the file is faulty, or its id or a dial string is that
 *         of another one; an errno when it cannot be read; or ENOMEM
 */
int suite_file_load(struct suite *suite, const struct file *file,
		    unsigned origin, struct buf *faults,
		    const struct scenario **replaced);

#endif
