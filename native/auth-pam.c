#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <security/pam_appl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "auth-talk.h"
#include "auth.h"

#define SERVICE "nsatlas"
#define PAM_DIRECTORY "/etc/pam.d"

/* We wait ourselves, and always as long: a module's own delay would tell which one it was. */
static void no_delay(int status, unsigned int microseconds, void *appdata)
{
	(void) status;
	(void) microseconds;
	(void) appdata;
}

static int start(const char *user, const struct pam_conv *conversation, pam_handle_t **ret_handle)
{
	int r = auth_settings.pam_directory ? pam_start_confdir(SERVICE, user, conversation, auth_settings.pam_directory, ret_handle)
					    : pam_start(SERVICE, user, conversation, ret_handle);

	if (r != PAM_SUCCESS)
		return r;
	r = pam_set_item(*ret_handle, PAM_FAIL_DELAY, (const void *) (uintptr_t) no_delay);
	if (r == PAM_SUCCESS)
		r = pam_set_item(*ret_handle, PAM_TTY, SERVICE);
	return r;
}

/* Where nobody wrote down what nsatlas takes, PAM takes what any service does. */
static bool is_for_any_service(void)
{
	char path[PATH_MAX];

	(void) snprintf(path, sizeof(path), "%s/" SERVICE, auth_settings.pam_directory ? auth_settings.pam_directory : PAM_DIRECTORY);
	return access(path, F_OK) < 0;
}

static int take_user(pam_handle_t *handle, char *ret_user, size_t room)
{
	const void *user = NULL;
	int r = pam_get_item(handle, PAM_USER, &user);

	if (r != PAM_SUCCESS || !user || strlen(user) >= room || strpbrk(user, "\n"))
		return PAM_USER_UNKNOWN;
	memcpy(ret_user, user, strlen(user) + 1);
	return PAM_SUCCESS;
}

static int recognise(pam_handle_t *handle, struct auth_talk *talk, char *ret_user, size_t room)
{
	int r = pam_authenticate(handle, PAM_DISALLOW_NULL_AUTHTOK);

	/* An account that is over, or whose password is: to say so would say that the password was right. */
	talk->is_silent = true;
	if (r == PAM_SUCCESS)
		r = pam_acct_mgmt(handle, PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK);
	if (r == PAM_SUCCESS && !talk->has_answered && is_for_any_service())
		r = PAM_AUTH_ERR;
	return r == PAM_SUCCESS ? take_user(handle, ret_user, room) : r;
}

int auth_pam(const char *user, struct auth_talk *talk, char *ret_user, size_t room)
{
	const struct pam_conv conversation = { .conv = auth_converse, .appdata_ptr = talk };
	pam_handle_t *handle = NULL;
	int r = start(user, &conversation, &handle);

	if (r == PAM_SUCCESS)
		r = recognise(handle, talk, ret_user, room);
	if (handle)
		(void) pam_end(handle, r);
	return r == PAM_SUCCESS ? 0 : -EACCES;
}
