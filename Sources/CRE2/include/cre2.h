// RE2 behind four C functions. Patterns and texts are bytes with a length; no C++ exception leaves these functions.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rcsops_regex rcsops_regex;

/// Compiles `pattern`. Null when memory is short; ask rcsops_regex_error for a pattern that does not compile.
rcsops_regex *_Nullable rcsops_regex_new(const char *_Nonnull pattern, size_t length);
/// The compiler's message for a pattern that does not compile, else null. Lives as long as the regex.
const char *_Nullable rcsops_regex_error(const rcsops_regex *_Nonnull regex);
/// True when the pattern is found anywhere in the text (Go's MatchString).
bool rcsops_regex_search(const rcsops_regex *_Nonnull regex, const char *_Nonnull text, size_t length);
void rcsops_regex_free(rcsops_regex *_Nullable regex);

#ifdef __cplusplus
}
#endif
