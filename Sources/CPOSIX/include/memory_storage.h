// What Swift's module of the C library leaves out.
#pragma once

/// 1 when the folder lies on storage that is memory (tmpfs, ramfs), 0 when not or when nobody can tell.
int rcsops_is_memory(const char *_Nonnull folder);
