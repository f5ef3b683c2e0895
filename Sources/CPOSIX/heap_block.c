#include "heap_block.h"

#ifdef __APPLE__
#include <malloc/malloc.h>

size_t rcsops_heap_block_size(void *start) { return malloc_size(start); }
#else
#include <malloc.h>

size_t rcsops_heap_block_size(void *start) { return malloc_usable_size(start); }
#endif
