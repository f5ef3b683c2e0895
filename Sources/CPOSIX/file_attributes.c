#include "memory_storage.h"
#include <errno.h>
#ifdef __APPLE__
#include <copyfile.h>

int rcsops_copy_attributes(int from, int to) { return fcopyfile(from, to, NULL, COPYFILE_XATTR | COPYFILE_ACL); }
#else
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>

static int copy_one(int from, int to, const char *name) {
    ssize_t size = fgetxattr(from, name, NULL, 0);
    if (size < 0) return errno == ENODATA ? 0 : -1;
    void *value = malloc(size ? (size_t)size : 1);
    if (!value) return -1;
    ssize_t got = fgetxattr(from, name, value, (size_t)size);
    int result = got < 0 ? -1 : fsetxattr(to, name, value, (size_t)got, 0);
    int number = errno;
    free(value);
    errno = number;
    return result;
}

int rcsops_copy_attributes(int from, int to) {
    ssize_t size = flistxattr(from, NULL, 0);
    // A file system without attributes has none to copy.
    if (size < 0) return errno == ENOTSUP ? 0 : -1;
    if (size == 0) return 0;
    char *names = malloc((size_t)size);
    if (!names) return -1;
    size = flistxattr(from, names, (size_t)size);
    int result = size < 0 ? -1 : 0;
    for (char *name = names; result == 0 && name < names + size; name += strlen(name) + 1) {
        if (copy_one(from, to, name) == 0) continue;
        // The system labels the new file by its own rules, and lets few change that.
        if (strncmp(name, "security.", 9) == 0 && (errno == EPERM || errno == EACCES || errno == ENOTSUP || errno == EINVAL)) continue;
        result = -1;
    }
    int number = errno;
    free(names);
    errno = number;
    return result;
}
#endif
