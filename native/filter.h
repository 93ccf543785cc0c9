/* The seccomp(2) filter of the inspect door: it can look, and nothing else, whatever bug a foreign byte may find. */
#ifndef NSATLAS_FILTER_H
#define NSATLAS_FILTER_H

/* Takes the filter on for good; children inherit it. 0 or -errno. */
int filter_install(void);

/* That of the process in opener.c. */
int filter_install_for_opener(void);

/* The same for who asks for rules (net-ruleset-asker.h): it may join, and use sockets of netfilter. */
int filter_install_for_asker(void);

/* That of the process in peeker.c: it may take a descriptor of another process, ask in which net namespace it lives, and close it. */
int filter_install_for_peeker(void);

/* That of the process in mnt-walker.c: to the next mount namespace, into one and back, open for reading what is there. */
int filter_install_for_mnt_walker(void);

/* The same for who loads the BPF iterators (bpf-loader.h): the few commands of bpf(2) that this takes. */
int filter_install_for_loader(void);

/* Once it has loaded them, in addition: of bpf(2) only what opens an iterator. */
int filter_install_for_loaded(void);

#endif
