/* Starting the opener: apart, since the exec door asks no opener and needs no filter. */
#include "opener.h"

#include "companion.h"
#include "filter.h"
#include "ns-join.h"

static struct companion opener = COMPANION_NONE;

static int serve(pid_t parent)
{
	int r = filter_install_for_opener();

	(void) parent;
	if (r == 0)
		opener_answer(NS_JOIN_CHANNEL);
	return r;
}

int opener_start(void)
{
	int r = companion_start(&opener, PRIVILEGE_LOOK, serve);

	if (r == 0)
		opener_use(opener.socket);
	return r;
}

void opener_end(void)
{
	opener_use(-1);
	companion_end(&opener);
}
