/* SPDX-License-Identifier: MIT */
#include "expectation.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "files.h"
#include "output.h"
#include "scenario/yaml.h"

int expectation_read(struct buf *text, const char *path)
{
	/* One byte more than a file may have, so that the loader tells. */
	buf_init(text, NODE_FILE_MAX + 1);
	return file_read(text, path);
}

static int load(struct expect_file **filep, struct str text,
		const struct suite *suite, struct diags *diags)
{
	struct expect_file *file = NULL;
	int err = expect_file_load(&file, text, diags);

	if (!err)
		err = expect_file_check(file, suite, diags);
	if (err) {
		expect_file_free(file);
		return err;
	}
	*filep = file;
	return 0;
}

int expectation_load(struct expect_file **filep, const char *path,
		     const struct suite *suite, struct buf *messages)
{
	struct diags diags;
	struct buf text;
	int err = expectation_read(&text, path);

	if (err) {
		buf_addf(messages, "gamut: %s: %s\n", path, strerror(err));
		buf_release(&text);
		return err;
	}
	diags_init(&diags, str_from(path), buf_str(&text));
	err = load(filep, buf_str(&text), suite, &diags);
	if (err == EBADMSG)
		diags_write(messages, &diags);
	diags_release(&diags);
	buf_release(&text);
	return err;
}

int expectation_write(const char *path, struct str text)
{
	return output_write(path, text);
}
