/* All programs as one object. Not linked from several: bpftool's linker (7.1) takes a function of the kernel's from one of them alone. */
#include "argv.bpf.c"
#include "holders.bpf.c"
#include "namespaces.bpf.c"
#include "tasks.bpf.c"
