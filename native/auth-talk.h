/* The conversation that PAM asks for (pam_conv(3)) as PROMPT and REPLY frames. */
#ifndef NSATLAS_AUTH_TALK_H
#define NSATLAS_AUTH_TALK_H

#include <security/pam_appl.h>

#include "auth.h"

/* appdata: a struct auth_talk. Answers are in no memory of ours when it returns but in those that it returns. */
int auth_converse(int count, const struct pam_message **messages, struct pam_response **ret_responses, void *appdata);

#endif
