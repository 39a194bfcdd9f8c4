/* Stands between a process and the disk, for files below one folder: lets the nth call that writes,
   syncs, renames or removes fail, that call and all after it, or ends the process there; or writes
   down every such call, so that a power cut can be played afterwards.
   Put before the system's own library by the loader; asleep until portage_arm or portage_record. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ONCE, FROM_THERE_ON, KILL };

static int nth = -1, count = 0, error = 0, how = ONCE, record = -1;
static char under[PATH_MAX];

void portage_arm(int at, int as, const char *folder) {
  strncpy(under, folder, sizeof under - 1);
  error = as;
  count = 0;
  nth = at;
}

void portage_how(int what) { how = what; }

void portage_fail_from_now_on(void) {
  how = FROM_THERE_ON;
  nth = count + 1;
}

int portage_calls(void) { return count; }

static int fails(void) {
  if (nth < 0) return 0;
  count++;
  if (nth == 0 || count < nth || (count > nth && how != FROM_THERE_ON)) return 0;
  if (how == KILL) kill(getpid(), SIGKILL);
  errno = error;
  return 1;
}

static int is_awake(void) { return nth >= 0 || record >= 0; }

static int is_path(const char *path) {
  size_t length = strlen(under);
  return is_awake() && path && strncmp(path, under, length) == 0 &&
         (path[length] == '/' || path[length] == 0);
}

static int path_of(int number, char *path) {
  char name[64];
  snprintf(name, sizeof name, "/proc/self/fd/%d", number);
  ssize_t length = readlink(name, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return 1;
}

static int is_file(int number, char *path) {
  return is_awake() && path_of(number, path) && is_path(path);
}

/* Writing down */

void portage_record(const char *folder, const char *log) {
  strncpy(under, folder, sizeof under - 1);
  record = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

static void note(char what, const char *path, const char *other, uint64_t at, const void *data,
                 uint64_t length) {
  if (record < 0) return;
  uint32_t lengths[2] = {(uint32_t)strlen(path), (uint32_t)strlen(other)};
  uint64_t numbers[2] = {at, length};
  struct iovec parts[] = {{&what, 1},         {lengths, sizeof lengths},
                          {numbers, sizeof numbers}, {(void *)path, lengths[0]},
                          {(void *)other, lengths[1]}, {(void *)data, data ? length : 0}};
  int before = errno;
  syscall(SYS_writev, record, parts, 6);
  errno = before;
}

void portage_mark(const char *text) { note('M', "", "", 0, text, strlen(text)); }

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static int may_open(const char *path, int flags) {
  return !((flags & (O_WRONLY | O_RDWR | O_CREAT)) && is_path(path) && fails());
}

static int is_there(const char *path) {
  return syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
}

static int noted_open(int number, const char *path, int flags, int was_there) {
  if (number >= 0 && record >= 0 && is_path(path)) {
    if ((flags & O_CREAT) && !was_there) note('C', path, "", 0, NULL, 0);
    if ((flags & O_TRUNC) && was_there) note('T', path, "", 0, NULL, 0);
  }
  return number;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list rest; \
    va_start(rest, flags); \
    int mode = va_arg(rest, int); \
    va_end(rest); \
    REAL(int, name, const char *, int, ...); \
    if (!may_open(path, flags)) return -1; \
    int there = record >= 0 && is_there(path); \
    return noted_open(real(path, flags, mode), path, flags, there); \
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
    if (!may_open(path, flags)) return -1; \
    int there = record >= 0 && is_there(path); \
    return noted_open(real(at, path, flags, mode), path, flags, there); \
  }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int number, const void *data, size_t length) {
  char path[PATH_MAX];
  REAL(ssize_t, write, int, const void *, size_t);
  if (!is_file(number, path)) return real(number, data, length);
  if (fails()) return -1;
  off_t at = lseek(number, 0, (fcntl(number, F_GETFL) & O_APPEND) ? SEEK_END : SEEK_CUR);
  ssize_t done = real(number, data, length);
  if (done > 0) note('W', path, "", (uint64_t)at, data, (uint64_t)done);
  return done;
}

#define PWRITE(name, offset_type) \
  ssize_t name(int number, const void *data, size_t length, offset_type at) { \
    char path[PATH_MAX]; \
    REAL(ssize_t, name, int, const void *, size_t, offset_type); \
    if (!is_file(number, path)) return real(number, data, length, at); \
    if (fails()) return -1; \
    ssize_t done = real(number, data, length, at); \
    if (done > 0) note('W', path, "", (uint64_t)at, data, (uint64_t)done); \
    return done; \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

/* Copied inside the system it could not be written down: callers then read and write. */
#define SENDFILE(name, offset_type) \
  ssize_t name(int to, int from, offset_type *at, size_t length) { \
    char path[PATH_MAX]; \
    REAL(ssize_t, name, int, int, offset_type *, size_t); \
    if (!is_file(to, path)) return real(to, from, at, length); \
    errno = EINVAL; \
    return -1; \
  }
SENDFILE(sendfile, off_t)
SENDFILE(sendfile64, off64_t)

#define ON_FILE(name) \
  int name(int number) { \
    char path[PATH_MAX]; \
    REAL(int, name, int); \
    if (!is_file(number, path)) return real(number); \
    if (fails()) return -1; \
    int done = real(number); \
    if (done == 0) note('F', path, "", 0, NULL, 0); \
    return done; \
  }
ON_FILE(fsync)
ON_FILE(fdatasync)

#define TRUNCATE(name, offset_type) \
  int name(int number, offset_type length) { \
    char path[PATH_MAX]; \
    REAL(int, name, int, offset_type); \
    if (!is_file(number, path)) return real(number, length); \
    if (fails()) return -1; \
    int done = real(number, length); \
    if (done == 0) note('T', path, "", (uint64_t)length, NULL, 0); \
    return done; \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int rename(const char *from, const char *to) {
  REAL(int, rename, const char *, const char *);
  if (!is_path(to)) return real(from, to);
  if (fails()) return -1;
  int done = real(from, to);
  if (done == 0) note('R', from, to, 0, NULL, 0);
  return done;
}

#define ON_PATH(name, letter) \
  int name(const char *path) { \
    REAL(int, name, const char *); \
    if (!is_path(path)) return real(path); \
    if (fails()) return -1; \
    int done = real(path); \
    if (done == 0) note(letter, path, "", 0, NULL, 0); \
    return done; \
  }
ON_PATH(unlink, 'U')
ON_PATH(rmdir, 'U')

int unlinkat(int at, const char *path, int flags) {
  char whole[2 * PATH_MAX];
  REAL(int, unlinkat, int, const char *, int);
  if (!is_awake() || path[0] == '/' || at == AT_FDCWD || !path_of(at, whole)) {
    return real(at, path, flags);
  }
  strcat(whole, "/");
  strncat(whole, path, PATH_MAX - 2);
  if (!is_path(whole)) return real(at, path, flags);
  if (fails()) return -1;
  int done = real(at, path, flags);
  if (done == 0) note('U', whole, "", 0, NULL, 0);
  return done;
}

int mkdir(const char *path, mode_t mode) {
  REAL(int, mkdir, const char *, mode_t);
  if (!is_path(path)) return real(path, mode);
  if (fails()) return -1;
  int done = real(path, mode);
  if (done == 0) note('D', path, "", 0, NULL, 0);
  return done;
}
