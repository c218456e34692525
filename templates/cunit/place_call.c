#include "place_call.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

enum { STATUS_UNSUPPORTED = 127 };

/*
 * Fill this in with the stack that is tested. Until then, it has a shell run the command
 * of the environment's CLIENT, which finds the URI in its own as GAMUT_URI:
 *
 *	CLIENT='./my-client --call "$GAMUT_URI"' ./gamut_suite
 */
enum placed place_call(const char *uri)
{
	const char *command = getenv("CLIENT");
	int status;

	if (command == NULL || setenv("GAMUT_URI", uri, 1) != 0) {
		fprintf(stderr,
			"which client? CLIENT='command \"$GAMUT_URI\"'\n");
		exit(2);
	}
	status = system(command);
	if (status != -1 && WIFEXITED(status) &&
	    WEXITSTATUS(status) == STATUS_UNSUPPORTED)
		return PLACED_UNSUPPORTED;
	return PLACED_ENDED;
}
