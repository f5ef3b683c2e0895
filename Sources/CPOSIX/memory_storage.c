#include "memory_storage.h"

#if defined(__linux__)
#include <linux/magic.h>
#include <sys/vfs.h>

int rcsops_is_memory(const char *folder) {
    struct statfs status;
    if (statfs(folder, &status) != 0) return 0;
    return status.f_type == TMPFS_MAGIC || status.f_type == RAMFS_MAGIC;
}
#else
int rcsops_is_memory(const char *folder) {
    (void)folder;
    return 0;
}
#endif
