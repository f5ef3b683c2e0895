// What the heap knows of its blocks.
#pragma once
#include <stddef.h>

/// Bytes of the block of the heap that begins at `start`, at least as many as were asked for.
size_t rcsops_heap_block_size(void *_Nonnull start);
