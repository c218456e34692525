/* SPDX-License-Identifier: MIT */
#include "console.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE_MAX_SIZE = 2048, HOSTS_MAX = 8 };

/** A reader of a pipe who does not read must not hold up the server. */
static bool is_writable(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&out, 1, 0) == 1;
}

/** Print a line at once, so that a pipe sees it when it happens; or lose it. */
static void print(struct buf *line)
{
	buf_add_char(line, '\n');
	if (line->p != NULL && is_writable())
		(void)fwrite(line->p, 1, line->size, stdout);
	(void)fflush(stdout);
	buf_release(line);
}

/** From the network to a terminal: no control byte gets through. */
static void add_plain(struct buf *line, struct str text)
{
	for (size_t i = 0; i < text.size; i++) {
		unsigned char c = (unsigned char)text.p[i];

		buf_add_char(line, c < ' ' || c == 127 ? '?' : text.p[i]);
	}
}

static void add_column(struct buf *line, struct str text, int width)
{
	size_t start = line->size;

	add_plain(line, text);
	while (line->size < start + (size_t)width)
		buf_add_char(line, ' ');
	buf_add_text(line, "  ");
}

static void add_time(struct buf *line, const struct console *console,
		     uint64_t at_us)
{
	struct buf text;

	buf_init(&text, 64);
	wall_write(&text, console->wall, at_us);
	/* The day and the last three digits are for the trace. */
	buf_add_str(line, str_sub(buf_str(&text), sizeof("2026-11-22"),
				  sizeof("08:31:02.123") - 1));
	buf_add_text(line, "  ");
	buf_release(&text);
}

static void add_remote(struct buf *line, const struct endpoint *remote)
{
	struct buf text;

	buf_init(&text, 128);
	buf_addf(&text, "%s ", transport_name(remote->transport));
	endpoint_write(&text, remote);
	add_column(line, buf_str(&text), 20);
	buf_release(&text);
}

/** The verdict, and the worst that was found, by its rule. */
static void add_verdict(struct buf *line, const struct call_report *report)
{
	const struct finding *worst = NULL;

	if (!report->is_judged || report->findings == NULL)
		return;
	buf_addf(line, "  %s", verdict_name(report->verdict));
	for (size_t i = 0; i < report->findings->count; i++) {
		const struct finding *finding = &report->findings->finding[i];

		if (finding->outcome != OUTCOME_FAIL &&
		    finding->outcome != OUTCOME_WARN)
			continue;
		if (worst == NULL || finding->outcome > worst->outcome)
			worst = finding;
	}
	if (worst == NULL)
		return;
	buf_addf(line, ": %s (RFC %s): ", check_at(worst->check)->name,
		 check_at(worst->check)->rfc);
	add_plain(line, worst->actual);
}

void console_call(void *arg, const struct call_report *report)
{
	const struct console *console = arg;
	struct buf line;

	if (console->is_quiet || !report->is_changed ||
	    report->stage == REPORT_BEGUN)
		return;
	buf_init(&line, LINE_MAX_SIZE);
	add_time(&line, console, report->start_us);
	add_remote(&line, &report->remote);
	add_column(&line, report->caller, 16);
	add_column(&line, report->agent.size > 0 ? report->agent : STR("-"),
		   14);
	add_column(&line,
		   report->scenario.size > 0 ? report->scenario
					     : report->dialled,
		   12);
	buf_add_str(&line, report->events);
	if (report->why.size > 0) {
		buf_add_text(&line, "  ");
		add_plain(&line, report->why);
	}
	add_verdict(&line, report);
	if (report->is_prereq_missing)
		buf_add_text(&line, "  (prereq-missing)");
	print(&line);
}

void console_binding(void *arg, const struct path *path, struct str aor,
		     size_t contacts, uint64_t now_us)
{
	const struct console *console = arg;
	struct endpoint remote;
	struct buf line;

	if (console->is_quiet)
		return;
	address_endpoint(&remote, &path->remote, flow_transport(path->flow));
	buf_init(&line, LINE_MAX_SIZE);
	add_time(&line, console, now_us);
	add_remote(&line, &remote);
	add_plain(&line, aor);
	buf_addf(&line, "  registered: %zu contact%s", contacts,
		 contacts == 1 ? "" : "s");
	print(&line);
}

void console_reloaded(const struct console *console, size_t count)
{
	struct buf line;

	if (console->is_quiet)
		return;
	buf_init(&line, LINE_MAX_SIZE);
	buf_addf(&line, "loaded %zu scenarios anew", count);
	print(&line);
}

/** The addresses of this machine, loopback last; @return how many */
static size_t own_hosts(struct endpoint *host, size_t max)
{
	struct ifaddrs *all;
	size_t count = 0;

	if (getifaddrs(&all) != 0)
		return 0;
	for (int loopback = 0; loopback < 2; loopback++) {
		for (struct ifaddrs *i = all; i != NULL; i = i->ifa_next) {
			const union address *address = (void *)i->ifa_addr;

			if (i->ifa_addr == NULL || count == max ||
			    !(i->ifa_flags & IFF_UP) ||
			    i->ifa_addr->sa_family != AF_INET ||
			    address_is_loopback(address) != loopback)
				continue;
			address_endpoint(&host[count++], address,
					 TRANSPORT_UDP);
		}
	}
	freeifaddrs(all);
	return count;
}

static bool is_wildcard(const struct endpoint *end)
{
	union address address;

	return address_parse(&address, str_from(end->host), end->port) == 0 &&
	       address_is_wildcard(&address);
}

static void add_example(struct buf *page, const char *user,
			const struct endpoint *where, const char *text)
{
	struct buf uri;

	buf_init(&uri, 256);
	endpoint_write_uri(&uri, where, str_from(user));
	buf_addf(page, "  %-36.*s  %s\n", STR_ARG(buf_str(&uri)), text);
	buf_release(&uri);
}

/** The first place that a phone can dial, and every other address of ours. */
static void add_examples(struct buf *page, const struct endpoint *listener,
			 const struct endpoint *advertise)
{
	struct endpoint host[HOSTS_MAX];
	struct endpoint where = *listener;
	size_t count = 0;

	if (advertise->host[0] != '\0') {
		where = *advertise;
		where.transport = listener->transport;
		if (where.port == 0)
			where.port = listener->port;
	} else if (is_wildcard(listener)) {
		count = own_hosts(host, HOSTS_MAX);
		if (count > 0)
			(void)snprintf(where.host, sizeof(where.host), "%s",
				       host[0].host);
	}
	buf_add_text(page, "Dial, from any SIP client, with or without an "
			   "account:\n");
	add_example(page, "486", &where, "busy");
	add_example(page, "180*3*486", &where, "ring 3 s, then busy");
	add_example(page, "302", &where, "moved; follow it and be answered");
	add_example(page, "200", &where, "answered");
	for (size_t i = 1; i < count; i++)
		buf_addf(page, "%s%s", i == 1 ? "Also at " : ", ",
			 host[i].host);
	buf_addf(page,
		 "%sEvery code: gamut list    One of them: gamut show "
		 "486\n",
		 count > 1 ? "\n" : "");
}

void console_greet(const struct console *console,
		   const struct endpoint *listener, size_t count,
		   const struct endpoint *advertise)
{
	struct buf page;

	buf_init(&page, (size_t)LINE_MAX_SIZE * 4);
	buf_add_text(&page, "gamut " GAMUT_VERSION "\n");
	for (size_t i = 0; i < count; i++) {
		buf_addf(&page, "listening on %s ",
			 transport_name(listener[i].transport));
		endpoint_write(&page, &listener[i]);
		buf_add_char(&page, '\n');
	}
	if (!console->is_quiet)
		add_examples(&page, &listener[0], advertise);
	buf_truncate(&page, page.size - 1); /* print() ends the line */
	print(&page);
}
