/* SPDX-License-Identifier: MIT */
#include "judge/route.h"

#include "sip/field.h"

size_t route_count(const struct message *message, enum header header)
{
	size_t count = 0;

	while (count < ROUTE_MAX && route_at(message, header, count).p != NULL)
		count++;
	return count;
}

struct str route_set_at(const struct route_set *set, size_t n)
{
	return route_at(set->source, HEADER_RECORD_ROUTE, set->count - 1 - n);
}

void route_set_init(struct route_set *set, const struct message *source)
{
	set->source = source;
	set->count = route_count(source, HEADER_RECORD_ROUTE);
}

static bool is_loose(struct str value)
{
	struct str uri = field_uri(value), param;

	return field_param(uri, STR("lr"), &param);
}

bool route_set_is_strict(const struct route_set *set)
{
	return set->count > 0 && !is_loose(route_set_at(set, 0));
}

static bool is_same(struct str value, struct str wanted)
{
	return aim_is_at(field_uri(value), field_uri(wanted));
}

/** Whether the INVITE that made the dialog had this value in Record-Route. */
static bool is_from_path(const struct message *invite, struct str value)
{
	struct str other;

	for (size_t i = 0; i < ROUTE_MAX; i++) {
		other = route_at(invite, HEADER_RECORD_ROUTE, i);
		if (other.p == NULL)
			return false;
		if (value_is_equal(other, value))
			return true;
	}
	return false;
}

bool route_is_kept(const struct message *request, const struct message *invite,
		   const struct route_set *set)
{
	size_t at = 0, count = route_count(request, HEADER_ROUTE);

	for (size_t i = 0; i < set->count; i++) {
		struct str wanted = route_set_at(set, i);

		if (is_from_path(invite, wanted))
			continue;
		while (at < count &&
		       !is_same(route_at(request, HEADER_ROUTE, at), wanted))
			at++;
		if (at == count)
			return false;
		at++;
	}
	return true;
}

size_t route_wrong_at(const struct message *request,
		      const struct route_set *set)
{
	size_t skipped = route_set_is_strict(set) ? 1 : 0;

	for (size_t i = 0; i + skipped < set->count; i++) {
		if (!is_same(route_at(request, HEADER_ROUTE, i),
			     route_set_at(set, i + skipped)))
			return i;
	}
	return set->count;
}

bool route_is_right(const struct message *request, const struct route_set *set,
		    const struct aim_targets *targets)
{
	size_t count = route_count(request, HEADER_ROUTE);
	struct str last;

	if (count != set->count || route_wrong_at(request, set) < set->count)
		return false;
	if (!route_set_is_strict(set))
		return true;

	last = field_uri(route_at(request, HEADER_ROUTE, count - 1));
	for (size_t i = 0; i < targets->count; i++) {
		if (aim_is_at(last, targets->uri[i]))
			return true;
	}
	return targets->count == 0;
}
