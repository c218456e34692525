/* SPDX-License-Identifier: MIT */
#include "reports.h"

#include <string.h>

#include "cmd.h"
#include "output.h"
#include "page.h"

static const struct format {
	report_write_f *write;
	size_t offset; /* of the file's name in struct report_files */
} formats[] = {
#define X(id, name, text) { report_##id, offsetof(struct report_files, id) },
	REPORT_MAP(X)
#undef X
};

static const char *path_of(const struct report_files *files,
			   const struct format *format)
{
	const void *member = (const char *)files + format->offset;

	return *(const char *const *)member;
}

static bool is_screen(const char *path)
{
	return strcmp(path, "-") == 0;
}

size_t reports_count(const struct report_files *files)
{
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		count += path_of(files, &formats[i]) != NULL;
	return count;
}

size_t reports_screens(const struct report_files *files)
{
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		const char *path = path_of(files, &formats[i]);

		count += path != NULL && is_screen(path);
	}
	return count;
}

static int write_format(const struct reports *reports,
			const struct format *format, FILE *out,
			const struct report *report)
{
	if (format->write == report_text && reports->write_text != NULL)
		return reports->write_text(reports->arg, out, report);
	return format->write(out, report);
}

static int write_file(const struct reports *reports,
		      const struct format *format, const char *path)
{
	struct report report = reports->report;
	struct output output;
	int err = output_open(&output, path);

	if (is_screen(path)) {
		report.is_coloured = page_has_style();
		report.width = page_width();
	}
	if (!err) {
		err = write_format(reports, format, output.file, &report);
		err = output_close(&output, err);
	}
	if (!err)
		return STATUS_OK;
	(void)fprintf(stderr, "gamut: %s: %s\n",
		      is_screen(path) ? "standard output" : path,
		      strerror(err));
	return STATUS_RUNTIME;
}

int reports_write(const struct reports *reports)
{
	int status = STATUS_OK;

	for (size_t i = 0; !status && i < ARRAY_SIZE(formats); i++) {
		const char *path = path_of(reports->files, &formats[i]);

		if (path != NULL)
			status = write_file(reports, &formats[i], path);
	}
	return status;
}
