// What becomes of this process's memory when it crashes.
#pragma once

/// 1 when the system would write this process's memory to a file, 0 when not, −1 when nobody can tell.
int rcsops_is_dumped(void);
