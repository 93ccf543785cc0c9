/* The cables of sandboxes: a bridge of ours on the host, and a veth pair from it to each, by rtnetlink(7). Whoever calls holds
 * the lock of the registry. */
#ifndef NSATLAS_SANDBOX_BRIDGE_H
#define NSATLAS_SANDBOX_BRIDGE_H

#define SANDBOX_BRIDGE "nsatlas0"
/* Dotted, with a printf(3) place for the last byte. .1 is the bridge's, and the way out. */
#define SANDBOX_ADDRESS "10.213.0.%u"

enum {
	SANDBOX_PREFIX = 24,
	SANDBOX_ADDRESS_FIRST = 2,
	SANDBOX_ADDRESS_LAST = 254,
};

/* Makes the bridge if it is not there, and a cable from it to that net namespace, where its end is called eth0.
 * -EEXIST      there is a link of the bridge's name that is not ours
 * -EADDRINUSE  its network is in use on this host
 * -EPERM …     what the kernel says */
int sandbox_bridge_plug(unsigned int slot, int net_fd);

/* The far end: address and default route. fd: a socket of NETLINK_ROUTE in there, which it takes over. address 0: only lo. */
int sandbox_bridge_configure(int fd, unsigned int address);

/* Takes away the cable of that slot. 0 also where there is none. */
int sandbox_bridge_unplug(unsigned int slot);

/* Takes away the bridge, if it is ours and nothing is plugged in. 0 also where there is none. */
int sandbox_bridge_remove(void);

#endif
