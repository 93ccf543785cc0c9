/* The process of an engine: the root directory below which its files are, whose they may be, and where it says they are. */
#ifndef NSATLAS_CONTAINER_ENGINE_H
#define NSATLAS_CONTAINER_ENGINE_H

#include "container-reader.h"

/* Sets up the reader for the tree of the engine's process; root_fd and arguments_fd are to be closed. Needs the rights that a
 * child with a deadline does not have, and waits for nobody. Fills in prefix, whose room is given.
 * -ESRCH   it ended
 * -ESTALE  another process has its pid now
 * -EACCES  its root directory is closed to us */
int container_engine_open(const struct container_engine *engine, struct container_reader *ret_reader, char *prefix, size_t prefix_room);

/* The rest: what the arguments say, and the home of tree.owner in passwd(5) of the tree. May wait for the process, whose memory
 * holds its arguments, and for the tree. */
void container_engine_look(struct container_reader *reader);

/* What the arguments of a process say: for the engine and for fuzzing. NUL-terminated strings, one behind the other. */
void container_engine_take_arguments(const char *bytes, size_t length, struct container_reader *reader);

#endif
