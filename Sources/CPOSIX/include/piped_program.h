// A program beside us, with descriptors for its streams.
#pragma once
#include <stddef.h>
#include <sys/types.h>

/// Makes a pipe, to read at its first end and to write at its second, that no other program gets; 0, or −1 with errno.
int rcsops_open_pipe(int *_Nonnull ends);

/// Starts `arguments[0]`, a path or a name that PATH has, with these descriptors as stdin, stdout and, unless it is −1, stderr.
/// `environment` is null for our own, `folder` null for ours. 0, or the system's error number.
int rcsops_start_piped(
    char *_Nullable const *_Nonnull arguments, char *_Nullable const *_Nullable environment, const char *_Nullable folder, int input,
    int output, int errors, pid_t *_Nonnull process);

/// write(2), without a SIGPIPE whatever the process does with it; −1 with errno.
ssize_t rcsops_write_quietly(int descriptor, const void *_Nonnull bytes, size_t count);
