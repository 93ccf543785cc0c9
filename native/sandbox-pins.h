/* Bind mounts that keep the namespaces of a sandbox when its process has ended, and the record of who asked for them. */
#ifndef NSATLAS_SANDBOX_PINS_H
#define NSATLAS_SANDBOX_PINS_H

#include <stdint.h>
#include <sys/types.h>

#include "nstype.h"
#include "sandbox-registry.h"

/* The file that says that a sandbox is pinned, and by whom; written after the mounts. */
#define SANDBOX_RECORD "record"

enum { SANDBOX_PIN_ROOM = SANDBOX_PATH_ROOM + 8 };

/* Mounts each of these types of that process in the sandbox's directory. Whoever holds the lock of the registry calls it. */
int sandbox_pins_make(const char *name, pid_t pid, uint32_t types);

/* Takes mounts, files and record away from the directory. 0 also where there are none. */
int sandbox_pins_remove(int directory, const char *name);

/* Where the namespace of that type is mounted if there is one. */
void sandbox_pins_path(const char *name, enum nstype type, char ret_path[SANDBOX_PIN_ROOM]);

/* The place of all pins is a mount of its own; with the last of them it goes. */
void sandbox_pins_leave_place(void);

#endif
