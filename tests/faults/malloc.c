/* Lets the nth request for memory fail, and no other. Put before the system's own library by the
   loader; asleep until portage_starve is called. */
#include <errno.h>
#include <stddef.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

static volatile long nth = -1, count = 0;

void portage_starve(long at) {
  count = 0;
  nth = at;
}

long portage_asked(void) { return count; }

static int fails(void) {
  if (nth < 0) return 0;
  if (++count != nth) return 0;
  errno = ENOMEM;
  return 1;
}

void *malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void *calloc(size_t number, size_t size) { return fails() ? NULL : __libc_calloc(number, size); }
void *realloc(void *old, size_t size) { return fails() ? NULL : __libc_realloc(old, size); }
