/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 4, 5))) static bool
report(const char *file, int line, bool held, const char *format, ...)
{
	char text[1024] = "";
	va_list args;

	if (!held) {
		va_start(args, format);
		(void)vsnprintf(text, sizeof(text), format, args);
		va_end(args);
	}
	CU_assertImplementation(held ? CU_TRUE : CU_FALSE, (unsigned)line, text,
				file, "", CU_FALSE);
	return held;
}

bool check_true(const char *file, int line, long row, const char *what,
		bool held)
{
	return report(file, line, held, "row %ld: %s", row, what);
}

bool check_int(const char *file, int line, long row, const char *what,
	       long long have, long long want)
{
	return report(file, line, have == want,
		      "row %ld: %s: have %lld, want %lld", row, what, have,
		      want);
}

bool check_str(const char *file, int line, long row, const char *what,
	       struct str have, const char *want)
{
	bool held = want == NULL
			    ? have.p == NULL
			    : have.p != NULL && str_eq(have, str_from(want));

	return report(file, line, held, "row %ld: %s: have '%.*s', want '%s'",
		      row, what, have.p != NULL ? (int)have.size : 6,
		      have.p != NULL ? have.p : "(none)",
		      want != NULL ? want : "(none)");
}
