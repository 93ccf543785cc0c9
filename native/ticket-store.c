#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "private-directory.h"
#include "sha256.h"
#include "ticket.h"

uint64_t ticket_now_ms(void)
{
	return (uint64_t) clock_since_boot_ms();
}

static int make_token(char ret_token[TICKET_TOKEN + 1])
{
	unsigned char chance[TICKET_TOKEN / 2];

	if (getrandom(chance, sizeof(chance), 0) != (ssize_t) sizeof(chance))
		return -EIO;
	for (size_t i = 0; i < sizeof(chance); i++)
		(void) snprintf(ret_token + 2 * i, 3, "%02x", chance[i]);
	explicit_bzero(chance, sizeof(chance));
	return 0;
}

int ticket_create(const char *directory, const struct ticket *ticket, char ret_token[TICKET_TOKEN + 1])
{
	char text[TICKET_TEXT_LIMIT], name[SHA256_TEXT + 1];
	CLEANUP_FD int fd = -1;
	int r;

	r = make_token(ret_token);
	if (r == 0)
		r = private_directory_open(directory, &fd);
	if (r < 0)
		return r;
	sha256_text(ret_token, TICKET_TOKEN, name);
	return private_directory_create(fd, name, text, ticket_format(ticket, text));
}

static int read_ticket(int directory, const char *name, struct ticket *ret_ticket)
{
	char text[TICKET_TEXT_LIMIT];
	size_t length;
	int r = private_directory_read(directory, name, text, sizeof(text), &length);

	return r < 0 ? r : ticket_parse(text, length, ret_ticket);
}

/* Opens the directory and finds the ticket in it, good for whoever asks. */
static int find_good(const char *directory, const char *token, const char *session, const struct peer *peer, uint64_t now_ms, int *ret_fd,
		     char ret_name[SHA256_TEXT + 1], struct ticket *ret_ticket)
{
	int r;

	if (!ticket_is_hexadecimal(token) || !ticket_is_hexadecimal(session))
		return -EKEYREJECTED;
	sha256_text(token, TICKET_TOKEN, ret_name);
	r = private_directory_open(directory, ret_fd);
	if (r == 0)
		r = read_ticket(*ret_fd, ret_name, ret_ticket);
	return r == 0 ? ticket_judge(ret_ticket, session, peer, now_ms) : r;
}

int ticket_look(const char *directory, const char *token, const char *session, const struct peer *peer, uint64_t now_ms, struct ticket *ret_ticket)
{
	char name[SHA256_TEXT + 1];
	CLEANUP_FD int fd = -1;

	return find_good(directory, token, session, peer, now_ms, &fd, name, ret_ticket);
}

int ticket_use(const char *directory, const char *token, const char *session, const struct peer *peer, uint64_t now_ms, struct ticket *ret_ticket)
{
	char name[SHA256_TEXT + 1], text[TICKET_TEXT_LIMIT];
	CLEANUP_FD int fd = -1;
	int r = find_good(directory, token, session, peer, now_ms, &fd, name, ret_ticket);

	if (r < 0)
		return r;
	ret_ticket->used_ms = now_ms;
	ret_ticket->uses++;
	return private_directory_replace(fd, name, text, ticket_format(ret_ticket, text));
}

int ticket_release(const char *directory, const char *token, const char *session, const struct peer *peer, uint64_t now_ms)
{
	char name[SHA256_TEXT + 1];
	CLEANUP_FD int fd = -1;
	struct ticket ticket;
	int r = find_good(directory, token, session, peer, now_ms, &fd, name, &ticket);

	if (r < 0 && r != -EKEYEXPIRED)
		return r;
	return unlinkat(fd, name, 0) < 0 ? -errno : 0;
}

/* Good for whom it was given to, if they were to come now. */
static bool is_over(const struct ticket *ticket, uint64_t now_ms)
{
	return ticket_judge(ticket, ticket->session, &ticket->peer, now_ms) < 0;
}

int ticket_clear(const char *directory, uint64_t now_ms)
{
	CLEANUP_DIR DIR *dir = NULL;
	CLEANUP_FD int fd = -1;
	struct dirent *entry;
	struct ticket ticket;
	int r = private_directory_open(directory, &fd);

	if (r < 0)
		return r;
	dir = opendir(directory);
	if (!dir)
		return -errno;
	while ((entry = readdir(dir)))
		if (ticket_is_hexadecimal(entry->d_name) && read_ticket(fd, entry->d_name, &ticket) == 0 && is_over(&ticket, now_ms))
			(void) unlinkat(fd, entry->d_name, 0);
	return 0;
}
