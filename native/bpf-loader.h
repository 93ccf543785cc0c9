/* Loads the BPF iterators for the inspect door, in a process of its own.
 *
 * Loading takes bpf(2), which can do much more than that and whose arguments lie in memory, where no filter can look. So the helper
 * gives the call and its capabilities up, and this small process, which reads nothing foreign and knows one task, keeps them. It
 * loads when it is asked for the first time; from then on it can open what it has loaded, and nothing else. What it hands over can be
 * read, and nothing else. */
#ifndef NSATLAS_BPF_LOADER_H
#define NSATLAS_BPF_LOADER_H

#include "bpf-load.h"

/* Starts the process, where this one has what loading takes. It ends with its parent. */
int bpf_loader_start(void);

/* Asks it for iterators to be read once. -EPERM, -ETIMEDOUT …: why there is none; ret_iterators has nothing open then. */
int bpf_loader_ask(struct bpf_iterators *ret_iterators);

/* Ends it and waits for it, whether it was asked or not. */
void bpf_loader_end(void);

#endif
