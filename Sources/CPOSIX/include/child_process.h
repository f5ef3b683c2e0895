// Running a program as if it had been started in our place: its streams are ours, signals reach it, its end is told.
#pragma once
#include <signal.h>

/// Starts `arguments[0]`, found on PATH, and waits. A SIGTERM, SIGHUP or SIGUSR1/2 that we get goes on to it; SIGINT and
/// SIGQUIT from the terminal reach it by themselves, those of another process are passed on.
/// `environment` is null for our own. `mask` is what is blocked in the child, and here while it runs, null for what is
/// blocked now: a caller that holds signals back for its clean-up names what was before.
/// The result is its status as waitpid gives it, or −1 with `*error_number` set when it could not be started.
int rcsops_run_child(
    char *const _Nullable *_Nonnull arguments, char *const _Nullable *_Nullable environment, const sigset_t *_Nullable mask,
    int *_Nonnull error_number);

/// SIGTERM or SIGHUP when one came while the last child ran, which it had to deal with; else 0.
int rcsops_stop_asked(void);

/// Goes on as the program `arguments[0]`, a path. Comes back only when that failed, with errno.
int rcsops_become(char *const _Nullable *_Nonnull arguments, char *const _Nullable *_Nonnull environment);

/// Goes on in a process of its own, behind the back of whoever waits for us, without the streams. 0 there, 1 in the process
/// that is left behind and has only to end, −1 when there can be none. To be called before there is a second thread.
int rcsops_leave(void);

/// Our environment, null at its end.
char *_Nullable *_Nullable rcsops_environment(void);
