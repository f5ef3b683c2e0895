#define _GNU_SOURCE
#include "process_start.h"
#include <stdlib.h>

static int argument_count;
static char **arguments;

int rcsops_argument_count(void) { return argument_count; }
const char *rcsops_argument(int index) { return index < 0 || index >= argument_count ? 0 : arguments[index]; }

#if defined(__linux__)
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static int set_root, set_backtrace;

// A static executable without /proc cannot find its own path, and the runtime stops before main unless SWIFT_ROOT is
// set. The crash handler may hang, and would print registers that hold keys.
static void keep_arguments(int count, char **given, char **environment) {
    (void)environment;
    // Keys and plaintext are left out of a core dump; what stack, registers and the environment hold of them is not.
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    // A program that we start can be dumped again, and may have been given secrets: it inherits this limit, which it can take back.
    struct rlimit limit;
    if (getrlimit(RLIMIT_CORE, &limit) == 0) {
        limit.rlim_cur = 0;
        setrlimit(RLIMIT_CORE, &limit);
    }
    argument_count = count;
    arguments = given;
    if (!getenv("SWIFT_ROOT")) { setenv("SWIFT_ROOT", "/", 0); set_root = 1; }
    if (!getenv("SWIFT_BACKTRACE")) { setenv("SWIFT_BACKTRACE", "enable=no", 0); set_backtrace = 1; }
}

__attribute__((section(".preinit_array"), used))
static void (*const keep_arguments_entry)(int, char **, char **) = keep_arguments;

// A shared C library takes its environment anew after the above, and with it the crash handler is there; it would print registers and
// memory, and come back from a signal that was sent. Constructors of an executable run after those of its libraries.
__attribute__((constructor)) static void take_crash_handler_away(void) {
    static const int crashes[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGTRAP};
    if (!set_backtrace || getenv("SWIFT_BACKTRACE")) return;
    for (unsigned i = 0; i < sizeof crashes / sizeof *crashes; i++) {
        struct sigaction former;
        if (sigaction(crashes[i], 0, &former) == 0 && former.sa_handler != SIG_IGN && former.sa_handler != SIG_DFL) signal(crashes[i], SIG_DFL);
    }
}

void rcsops_restore_environment(void) {
    if (set_root) unsetenv("SWIFT_ROOT");
    if (set_backtrace) unsetenv("SWIFT_BACKTRACE");
}

// Without these the first C++ throw, or thread end, in a static executable sorts the whole .eh_frame (10 ms); the
// unwinder then uses .eh_frame_hdr. Reached by --wrap in scripts/build.
void __wrap___register_frame_info(const void *begin, void *object) { (void)begin; (void)object; }
void *__wrap___deregister_frame_info(const void *begin) { (void)begin; return 0; }

#if defined(RCSOPS_WIPED_HEAP)
// What is given back to the heap is wiped first, in the whole program: libyaml's copies of scalars, and every String or
// array that held plaintext for a moment. Reached by --wrap in scripts/build.
extern void __real_free(void *memory);

// From here on, whole pages go back to the system instead, which hands out none that was not zeroed: writing zeros to a
// large array would first fetch every page of it that was reserved and never used.
static const size_t returned_size = 256 << 10;

static void wipe(void *memory, size_t size) {
    if (size >= returned_size) {
        uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
        uintptr_t start = ((uintptr_t)memory + page - 1) & ~(page - 1), end = ((uintptr_t)memory + size) & ~(page - 1);
        if (start < end && madvise((void *)start, end - start, MADV_DONTNEED) == 0) {
            explicit_bzero(memory, start - (uintptr_t)memory);
            explicit_bzero((void *)end, (uintptr_t)memory + size - end);
            return;
        }
    }
    explicit_bzero(memory, size);
}

void __wrap_free(void *memory) {
    if (!memory) return;
    // Who frees on the way out of an error still reads it.
    int error = errno;
    wipe(memory, malloc_usable_size(memory));
    errno = error;
    __real_free(memory);
}

void *__wrap_realloc(void *memory, size_t size) {
    if (!memory) return malloc(size);
    if (size == 0) {
        __wrap_free(memory);
        return 0;
    }
    size_t before = malloc_usable_size(memory);
    // The library would move the bytes and leave the old ones where they were.
    if (size <= before && size >= before / 2) return memory;
    void *moved = malloc(size);
    if (!moved) return 0;
    memcpy(moved, memory, size < before ? size : before);
    __wrap_free(memory);
    return moved;
}
#endif
#else
__attribute__((constructor)) static void keep_arguments(int count, char **given) {
    argument_count = count;
    arguments = given;
}
// A shared C library takes its environment anew after the above, and with it the crash handler is there; it would print registers and
// memory, and come back from a signal that was sent. Constructors of an executable run after those of its libraries.
__attribute__((constructor)) static void take_crash_handler_away(void) {
    static const int crashes[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGTRAP};
    if (!set_backtrace || getenv("SWIFT_BACKTRACE")) return;
    for (unsigned i = 0; i < sizeof crashes / sizeof *crashes; i++) {
        struct sigaction former;
        if (sigaction(crashes[i], 0, &former) == 0 && former.sa_handler != SIG_IGN && former.sa_handler != SIG_DFL) signal(crashes[i], SIG_DFL);
    }
}

void rcsops_restore_environment(void) {}
#endif
