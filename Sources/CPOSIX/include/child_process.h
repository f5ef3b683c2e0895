// Running a program as if it had been started in our place: its streams are ours, signals reach it, its end is told.
#pragma once
#include <signal.h>

/// Starts `arguments[0]`, found on PATH, with our environment, and waits. The caller holds signals back, and goes on holding
/// them afterwards; meanwhile, and in the child, `usual` are held. A SIGTERM, SIGHUP or SIGUSR1/2 that we get goes on
/// to it; SIGINT and SIGQUIT from the terminal reach it by themselves, those of another process are passed on.
/// The result is its status as waitpid gives it, or −1 with `*error_number` set when it could not be started.
int rcsops_run_child(char *const _Nullable *_Nonnull arguments, const sigset_t *_Nonnull usual, int *_Nonnull error_number);
