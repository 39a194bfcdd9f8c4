/* Lets one call of the system fail: the nth that writes, syncs, renames or removes below a folder.
   Put before the system's own library by the loader; asleep until portage_arm is called. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int nth = -1, count = 0, error = 0;
static char under[PATH_MAX];

void portage_arm(int at, int as, const char *folder) {
  strncpy(under, folder, sizeof under - 1);
  error = as;
  count = 0;
  nth = at;
}

int portage_calls(void) { return count; }

static int fails(void) {
  if (nth < 0) return 0;
  count++;
  if (count != nth) return 0;
  errno = error;
  return 1;
}

static int is_path(const char *path) {
  return nth >= 0 && path && strncmp(path, under, strlen(under)) == 0;
}

static int is_file(int number) {
  char name[64], path[PATH_MAX];
  if (nth < 0) return 0;
  snprintf(name, sizeof name, "/proc/self/fd/%d", number);
  ssize_t length = readlink(name, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_path(path);
}

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static int may_open(const char *path, int flags) {
  return !((flags & (O_WRONLY | O_RDWR | O_CREAT)) && is_path(path) && fails());
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list rest; \
    va_start(rest, flags); \
    int mode = va_arg(rest, int); \
    va_end(rest); \
    REAL(int, name, const char *, int, ...); \
    return may_open(path, flags) ? real(path, flags, mode) : -1; \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
  int name(int at, const char *path, int flags, ...) { \
    va_list rest; \
    va_start(rest, flags); \
    int mode = va_arg(rest, int); \
    va_end(rest); \
    REAL(int, name, int, const char *, int, ...); \
    return may_open(path, flags) ? real(at, path, flags, mode) : -1; \
  }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int number, const void *data, size_t length) {
  REAL(ssize_t, write, int, const void *, size_t);
  return is_file(number) && fails() ? -1 : real(number, data, length);
}

#define PWRITE(name, offset_type) \
  ssize_t name(int number, const void *data, size_t length, offset_type at) { \
    REAL(ssize_t, name, int, const void *, size_t, offset_type); \
    return is_file(number) && fails() ? -1 : real(number, data, length, at); \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define ON_FILE(name) \
  int name(int number) { \
    REAL(int, name, int); \
    return is_file(number) && fails() ? -1 : real(number); \
  }
ON_FILE(fsync)
ON_FILE(fdatasync)

#define TRUNCATE(name, offset_type) \
  int name(int number, offset_type length) { \
    REAL(int, name, int, offset_type); \
    return is_file(number) && fails() ? -1 : real(number, length); \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int rename(const char *from, const char *to) {
  REAL(int, rename, const char *, const char *);
  return is_path(to) && fails() ? -1 : real(from, to);
}

int unlink(const char *path) {
  REAL(int, unlink, const char *);
  return is_path(path) && fails() ? -1 : real(path);
}
