// A connection to a program on this machine.
#pragma once

/// Connects to the socket with that path; a descriptor, or −1 with errno.
int rcsops_connect_local(const char *_Nonnull path);
