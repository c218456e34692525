/* SPDX-License-Identifier: MIT */
#include <gamut.h>
#include <stdio.h>

int main(void)
{
	struct gamut *gamut;
	struct gamut_error error;
	struct gamut_call *call;

	if (gamut_start(&gamut, NULL, &error) != 0) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	if (gamut_call_new(&call, gamut, "final/486") == 0)
		printf("%s %s\n", gamut_version(), gamut_call_uri(call));
	gamut_call_free(call);
	gamut_stop(gamut);
	return 0;
}
