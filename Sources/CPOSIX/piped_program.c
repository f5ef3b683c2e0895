#define _GNU_SOURCE
#include "piped_program.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

int rcsops_open_pipe(int *ends) {
#ifdef __APPLE__
    // There is no call for both at once; POSIX_SPAWN_CLOEXEC_DEFAULT below keeps other programs of ours from the ends.
    if (pipe(ends) != 0) return -1;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
#else
    // At once: another thread may start a program between two calls, and it would hold the pipe open.
    return pipe2(ends, O_CLOEXEC);
#endif
}

int rcsops_start_piped(
    char *const *arguments, char *const *environment, const char *folder, int input, int output, int errors, pid_t *process) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (errors >= 0) posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
    if (folder) posix_spawn_file_actions_addchdir_np(&actions, folder);

    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    // We ignore these two for our own writes, and may hold others back for a clean-up.
    sigset_t defaults, none;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
#ifdef SIGXFSZ
    sigaddset(&defaults, SIGXFSZ);
#endif
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setsigmask(&attributes, &none);
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
#ifdef __APPLE__
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
    posix_spawn_file_actions_addinherit_np(&actions, STDIN_FILENO);
    posix_spawn_file_actions_addinherit_np(&actions, STDOUT_FILENO);
    posix_spawn_file_actions_addinherit_np(&actions, STDERR_FILENO);
#endif
    posix_spawnattr_setflags(&attributes, flags);
    // Whoever ignores it, as a parent of ours may, is never told how a program has ended.
    struct sigaction child;
    if (sigaction(SIGCHLD, NULL, &child) == 0 && child.sa_handler == SIG_IGN) signal(SIGCHLD, SIG_DFL);
    int failure = posix_spawnp(process, arguments[0], &actions, &attributes, arguments, environment ? environment : environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

ssize_t rcsops_write_quietly(int descriptor, const void *bytes, size_t count) {
    sigset_t broken, before, waiting;
    sigemptyset(&broken);
    sigaddset(&broken, SIGPIPE);
    sigpending(&waiting);
    int was_waiting = sigismember(&waiting, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken, &before);
    ssize_t written = write(descriptor, bytes, count);
    int number = errno;
    if (written < 0 && number == EPIPE && !was_waiting) {
        sigpending(&waiting);
        int taken;
        if (sigismember(&waiting, SIGPIPE) == 1) sigwait(&broken, &taken);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = number;
    return written;
}
