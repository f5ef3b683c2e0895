// What Swift's module of the C library leaves out: posix_spawn with a folder, and with all other descriptors closed.
#pragma once
#include <sys/types.h>

/// Starts the program at a path with these descriptors as its streams and no others, with the signals as they are by default and none held
/// back. 0, or the system's error number.
int start_program(
    const char *_Nonnull path, char *_Nullable const *_Nonnull arguments, char *_Nullable const *_Nonnull environment,
    const char *_Nullable folder, int input, int output, int errors, pid_t *_Nonnull process);
