#define _GNU_SOURCE
#include "child_process.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

char **rcsops_environment(void) { return environ; }

static volatile sig_atomic_t child;
static volatile sig_atomic_t stop_asked;

int rcsops_stop_asked(void) { return (int)stop_asked; }

static const int passed_on[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2};
enum { passed_count = sizeof passed_on / sizeof *passed_on };

static void pass_on(int number, siginfo_t *information, void *context) {
    (void)context;
    int error = errno;
    if (number == SIGTERM || number == SIGHUP) stop_asked = number;
    // What the terminal sends has reached the child too, which is of the same group.
    if (child > 0 && information->si_code <= 0) kill((pid_t)child, number);
    errno = error;
}

// True when the signal waits; it does no longer then.
static int take_waiting(int number) {
    sigset_t waiting, one;
    sigemptyset(&one);
    sigaddset(&one, number);
    int taken = 0;
    return sigpending(&waiting) == 0 && sigismember(&waiting, number) == 1 && sigwait(&one, &taken) == 0;
}

int rcsops_run_child(char *const *arguments, char *const *environment, const sigset_t *mask, int *error_number) {
    struct sigaction before[passed_count];
    sigset_t held, ours;
    stop_asked = 0;
    sigemptyset(&held);
    for (int index = 0; index < passed_count; index++) sigaddset(&held, passed_on[index]);
    // Held until the child is known: one that comes in between would reach nobody.
    sigprocmask(SIG_BLOCK, &held, &ours);
    const sigset_t *usual = mask ? mask : &ours;

    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t defaults = held;
    // We ignore these two for our own writes.
    sigaddset(&defaults, SIGPIPE);
#ifdef SIGXFSZ
    sigaddset(&defaults, SIGXFSZ);
#endif
    for (int index = 0; index < passed_count; index++) {
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_sigaction = pass_on;
        action.sa_flags = SA_SIGINFO | SA_RESTART;
        sigaction(passed_on[index], NULL, &before[index]);
        // What the user had ignored (nohup) stays so, there and here.
        if (before[index].sa_handler == SIG_IGN) {
            sigdelset(&defaults, passed_on[index]);
            continue;
        }
        sigaction(passed_on[index], &action, NULL);
    }
    // Whoever ignores it, as a parent of ours may, is never told how a child has ended.
    struct sigaction child_before, child_told;
    memset(&child_told, 0, sizeof child_told);
    child_told.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, &child_told, &child_before);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setsigmask(&attributes, usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

    // What came before there is a child, from the terminal too, has not reached it.
    int early[passed_count];
    for (int index = 0; index < passed_count; index++) {
        early[index] = before[index].sa_handler != SIG_IGN && sigismember(usual, passed_on[index]) != 1 && take_waiting(passed_on[index]);
    }

    pid_t started = 0;
    int failure = posix_spawnp(&started, arguments[0], NULL, &attributes, arguments, environment ? environment : environ);
    posix_spawnattr_destroy(&attributes);
    int status = -1;
    if (failure == 0) {
        child = (sig_atomic_t)started;
        for (int index = 0; index < passed_count; index++) {
            if (!early[index]) continue;
            if (passed_on[index] == SIGTERM || passed_on[index] == SIGHUP) stop_asked = passed_on[index];
            kill(started, passed_on[index]);
        }
        sigprocmask(SIG_SETMASK, usual, NULL);
        while (waitpid(started, &status, 0) < 0 && errno == EINTR) {}
        // What comes from here on is for us, after the clean-up that the caller's mask protects.
        sigprocmask(SIG_BLOCK, &held, NULL);
        child = 0;
    }
    sigaction(SIGCHLD, &child_before, NULL);
    for (int index = 0; index < passed_count; index++) sigaction(passed_on[index], &before[index], NULL);
    sigprocmask(SIG_SETMASK, &ours, NULL);
    *error_number = failure;
    return failure == 0 ? status : -1;
}

int rcsops_become(char *const *arguments, char *const *environment) {
    // We ignore these two for our own writes; a program expects to begin with what they usually do.
    signal(SIGPIPE, SIG_DFL);
#ifdef SIGXFSZ
    signal(SIGXFSZ, SIG_DFL);
#endif
    execve(arguments[0], arguments, environment);
    return errno;
}

int rcsops_leave(void) {
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing < 0) return -1;
    pid_t started = fork();
    if (started == 0) {
        for (int stream = 0; stream < 3; stream++) dup2(nothing, stream);
        if (nothing > 2) close(nothing);
        return 0;
    }
    close(nothing);
    return started < 0 ? -1 : 1;
}
