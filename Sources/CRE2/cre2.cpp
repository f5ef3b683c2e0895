#include "cre2.h"

#include <new>
#include <re2/re2.h>

struct rcsops_regex {
    re2::RE2 compiled;
    rcsops_regex(const re2::StringPiece &pattern, const re2::RE2::Options &options) : compiled(pattern, options) {}
};

extern "C" rcsops_regex *rcsops_regex_new(const char *pattern, size_t length) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    // RE2 allocates as it compiles: nothrow would not cover that.
    try {
        return new rcsops_regex(re2::StringPiece(pattern, length), options);
    } catch (const std::bad_alloc &) {
        return nullptr;
    }
}

extern "C" const char *rcsops_regex_error(const rcsops_regex *regex) {
    return regex->compiled.ok() ? nullptr : regex->compiled.error().c_str();
}

extern "C" bool rcsops_regex_search(const rcsops_regex *regex, const char *text, size_t length) {
    return regex->compiled.ok() && re2::RE2::PartialMatch(re2::StringPiece(text, length), regex->compiled);
}

extern "C" void rcsops_regex_free(rcsops_regex *regex) { delete regex; }
