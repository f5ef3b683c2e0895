// What Swift's module of the C library leaves out.
#pragma once

/// 1 when the folder lies on storage that is memory (tmpfs, ramfs), 0 when not or when nobody can tell.
int rcsops_is_memory(const char *_Nonnull folder);

/// Gives `to` the extended attributes of `from`, an ACL among them. A label that the system alone gives (`security.`) may stay
/// away. 0, or −1 with errno.
int rcsops_copy_attributes(int from, int to);
