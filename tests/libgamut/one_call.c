/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "client.h"

/** one_call URI [no-ack]: the client as a command. */
int main(int argc, char *argv[])
{
	enum client_fault fault = CLIENT_CORRECT;

	if (argc > 2 && strcmp(argv[2], "no-ack") == 0)
		fault = CLIENT_NO_ACK;
	return argc > 1 && client_call(argv[1], fault) > 0 ? 0 : 1;
}
