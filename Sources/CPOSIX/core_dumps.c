#include "core_dumps.h"

#include <sys/resource.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

int rcsops_is_dumped(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_CORE, &limit) != 0) return -1;
#ifdef __linux__
    // A limit of 0 does not stop a program that the kernel hands the memory to; this does.
    int dumpable = prctl(PR_GET_DUMPABLE);
    if (dumpable == 0) return 0;
    if (dumpable > 0) return 1;
#endif
    return limit.rlim_cur > 0;
}
