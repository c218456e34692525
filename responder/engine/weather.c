/* SPDX-License-Identifier: MIT */
#include "engine/weather.h"

#include <errno.h>
#include <stdlib.h>

enum { LANES = 8192, DIALLED = 1024 };

/** A call. */
struct lane {
	uint64_t call; /* hash of its Call-ID */
	uint64_t line;
	uint32_t in; /* datagrams that came */
	uint32_t out;
};

struct weather {
	struct mishaps mishaps;
	struct lane lane[LANES];   /* by the hash of the Call-ID */
	uint32_t dialled[DIALLED]; /* calls, by the hash of what was dialled */
};

int weather_new(struct weather **weatherp, const struct mishaps *mishaps)
{
	struct weather *weather = calloc(1, sizeof(*weather));

	if (weather == NULL)
		return ENOMEM;
	weather->mishaps = *mishaps;
	*weatherp = weather;
	return 0;
}

void weather_free(struct weather *weather)
{
	free(weather);
}

/** The user of a Request-URI, empty for a response and where there is none. */
static struct str dialled(const struct message *message)
{
	struct str uri = message->is_request ? message_uri(message) : STR("");
	struct str user;
	struct str host;

	(void)str_cut(uri, ':', &user, &uri);
	return str_cut(uri, '@', &user, &host) ? user : STR("");
}

static struct lane *find_lane(struct weather *weather,
			      const struct message *message)
{
	struct str id = message_header(message, HEADER_CALL_ID, 0);
	uint64_t call = mishap_hash(id);
	struct lane *lane = &weather->lane[call % LANES];
	uint64_t user;

	if (lane->call == call)
		return lane;
	user = mishap_hash(dialled(message));
	*lane = (struct lane){
		.call = call,
		.line = user + weather->dialled[user % DIALLED]++,
	};
	return lane;
}

struct fate weather_out(struct weather *weather, struct str bytes)
{
	struct fate fate = { .size = bytes.size };
	struct message *message;
	struct lane *lane;

	if (message_load(&message, bytes) != 0)
		return fate; /* it is bad enough */
	lane = find_lane(weather, message);
	fate = mishaps_out(&weather->mishaps, lane->line, lane->out++,
			   bytes.size);
	message_free(message);
	return fate;
}

bool weather_in(struct weather *weather, const struct message *message)
{
	struct lane *lane = find_lane(weather, message);

	return mishaps_in(&weather->mishaps, lane->line, lane->in++);
}
