/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

enum { PATH_SIZE = 256, TEXT_SIZE = 1 << 20, DEPTH_MAX = 16, ARGS_MAX = 16 };

/* On a busy machine a timer is late, and so is the test. */
enum { LATE_MS = 100 };

bool folder_make(struct folder *folder)
{
	(void)snprintf(folder->path, sizeof(folder->path), "%s",
		       "/tmp/gamut-loop-XXXXXX");
	return CHECK(0, mkdtemp(folder->path) != NULL);
}

static void make_parents(char *path, size_t from)
{
	for (char *p = path + from; (p = strchr(p + 1, '/')) != NULL;) {
		*p = '\0';
		CHECK(0, mkdir(path, 0700) == 0 || errno == EEXIST);
		*p = '/';
	}
}

void folder_put(const struct folder *folder, const char *name, const char *text)
{
	char path[PATH_SIZE];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s.yaml", folder->path, name);
	make_parents(path, strlen(folder->path));
	file = fopen(path, "we");
	if (!CHECK(0, file != NULL))
		return;
	CHECK(0, fputs(text, file) >= 0);
	CHECK_INT(0, fclose(file), 0);
}

void folder_put_case(const struct folder *folder, const char *id,
		     const char *text)
{
	struct buf file;

	buf_init(&file, TEXT_SIZE);
	buf_addf(&file, "gamut: 1\nid: %s\ntitle: A test\n%s", id, text);
	if (CHECK(0, buf_error(&file) == 0))
		folder_put(folder, id, file.p);
	buf_release(&file);
}

void folder_drop(const struct folder *folder, const char *name)
{
	char path[PATH_SIZE];

	(void)snprintf(path, sizeof(path), "%s/%s.yaml", folder->path, name);
	CHECK_INT(0, unlink(path), 0);
}

static int remove_entry(const char *path, const struct stat *info, int type,
			struct FTW *ftw)
{
	(void)info;
	(void)type;
	(void)ftw;
	return remove(path);
}

void folder_remove(struct folder *folder)
{
	CHECK_INT(0,
		  nftw(folder->path, remove_entry, DEPTH_MAX,
		       FTW_DEPTH | FTW_PHYS),
		  0);
}

bool stage_open(struct stage *stage, const struct script *script, size_t count,
		const char *const *options, enum place place)
{
	const char *arg[ARGS_MAX] = { NULL };
	size_t args = 0;
	bool is_open;

	if (!folder_make(&stage->folder))
		return false;
	for (size_t i = 0; i < count; i++)
		folder_put_case(&stage->folder, script[i].id, script[i].text);
	while (*options != NULL && args + 2 < ARGS_MAX)
		arg[args++] = *options++;
	arg[args] = stage->folder.path;
	is_open = stage->is_loud ? pair_open_loud(&stage->pair, arg, place)
				 : pair_open(&stage->pair, arg, place);
	if (!is_open)
		folder_remove(&stage->folder);
	return is_open;
}

void stage_close(struct stage *stage)
{
	pair_close(&stage->pair);
	folder_remove(&stage->folder);
}

bool stage_move(struct stage *stage, enum place place)
{
	peer_close(&stage->pair.peer);
	return peer_open(&stage->pair.peer, &stage->pair.gamut, place);
}

static void keep(char out[TALK_SIZE], struct str text)
{
	(void)snprintf(out, TALK_SIZE, "%.*s", STR_ARG(text));
}

/** What every answer above 100 says of the dialog. */
static void keep_dialog(struct talk *talk, const struct reply *reply)
{
	keep(talk->tag, reply_tag(reply));
	keep(talk->contact, reply_contact(reply));
}

unsigned talk_dial(struct talk *talk, struct stage *stage, const char *user,
		   const char *headers)
{
	struct pair *pair = &stage->pair;
	unsigned code;

	*talk = (struct talk){
		.invite = { .user = user, .headers = headers, .body = offer },
		.cseq = 1
	};
	peer_new_call(&pair->peer);
	code = peer_ask(&pair->peer, &talk->invite, &pair->reply);
	keep_dialog(talk, &pair->reply);
	return code;
}

uint64_t talk_ring(long row, struct talk *talk, struct stage *stage,
		   const char *user)
{
	CHECK_INT(row, talk_dial(talk, stage, user, TAKES_100REL), 183);
	return reply_rseq(&stage->pair.reply);
}

void talk_final(long row, struct talk *talk, struct stage *stage, unsigned code)
{
	struct pair *pair = &stage->pair;

	CHECK_INT(row, peer_answer(&pair->peer, &pair->reply), code);
	peer_ack(&pair->peer, &talk->invite, &pair->reply);
}

bool talk_begin(struct talk *talk, struct stage *stage, const char *user,
		const char *headers)
{
	struct pair *pair = &stage->pair;
	unsigned code = talk_dial(talk, stage, user, headers);

	while (code >= 100 && code < 200)
		code = peer_answer(&pair->peer, &pair->reply);
	keep_dialog(talk, &pair->reply);
	if (code == 200)
		peer_ack(&pair->peer, &talk->invite, &pair->reply);
	return CHECK_INT(0, code, 200);
}

struct request talk_send(struct talk *talk, struct stage *stage,
			 const char *method, const char *headers)
{
	bool is_invite = strcmp(method, "INVITE") == 0;
	struct request request = { .method = method,
				   .uri = str_from(talk->contact),
				   .user = talk->invite.user,
				   .cseq = ++talk->cseq,
				   .to_tag = str_from(talk->tag),
				   .headers = headers,
				   .body = is_invite ? offer : NULL };

	(void)peer_send(&stage->pair.peer, &request);
	return request;
}

unsigned talk_ask(struct talk *talk, struct stage *stage, const char *method,
		  const char *headers)
{
	(void)talk_send(talk, stage, method, headers);
	return peer_answer(&stage->pair.peer, &stage->pair.reply);
}

void talk_end(struct talk *talk, struct stage *stage)
{
	CHECK_INT(0, talk_ask(talk, stage, "BYE", NULL), 200);
	CHECK_STR(0, reply_tag(&stage->pair.reply), talk->tag);
}

uint64_t reply_rseq(const struct reply *reply)
{
	uint64_t rseq = 0;

	(void)str_parse_uint(reply_header(reply, "RSeq"), UINT32_MAX, &rseq);
	return rseq;
}

unsigned talk_prove(struct talk *talk, struct stage *stage, uint64_t rseq)
{
	struct reply *reply = &stage->pair.reply;
	char rack[TALK_SIZE];
	unsigned code;

	(void)snprintf(rack, sizeof(rack), "RAck: %llu 1 INVITE\r\n",
		       (unsigned long long)rseq);
	(void)talk_send(talk, stage, "PRACK", rack);
	do
		code = peer_answer(&stage->pair.peer, reply);
	while (code >= 100 && code < 200);
	CHECK(0, has_part(reply_header(reply, "CSeq"), " PRACK"));
	return code;
}

bool has_in_order(struct str text, const char *const *part)
{
	for (; *part != NULL; part++) {
		size_t size = strlen(*part);
		size_t at = 0;

		while (at + size <= text.size &&
		       memcmp(text.p + at, *part, size) != 0)
			at++;
		if (at + size > text.size)
			return false;
		text = str_sub(text, at + 1,
			       text.size); /* CRLF may be shared */
	}
	return true;
}

bool came_after(long row, const struct reply *reply, uint64_t start_us,
		unsigned ms)
{
	int64_t late_us =
		(int64_t)(reply->at_us - start_us) - (int64_t)ms * 1000;

	return CHECK(row, late_us >= 0) &&
	       CHECK(row, late_us <= LATE_MS * 1000);
}
