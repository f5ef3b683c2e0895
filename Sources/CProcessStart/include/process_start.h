// What must happen before the Swift runtime starts, and what it cannot be asked for.
#pragma once

/// The arguments as the kernel gave them. CommandLine.arguments is empty in a static executable without /proc.
extern int rcsops_argument_count;
extern char *_Nullable *_Nullable rcsops_arguments;

/// Removes the two variables set for the runtime, so that child processes never see them.
void rcsops_restore_environment(void);
