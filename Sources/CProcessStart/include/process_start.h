// What must happen before the Swift runtime starts, and what it cannot be asked for.
#pragma once

/// How many arguments the kernel gave. CommandLine.arguments is empty in a static executable without /proc.
int rcsops_argument_count(void);
/// The argument at an index, the program's name first; null beyond the last.
const char *_Nullable rcsops_argument(int index);

/// Removes the two variables set for the runtime, so that child processes never see them.
void rcsops_restore_environment(void);
