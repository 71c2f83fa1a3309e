/* banned.h -- calls that fail to compile, each with the reason in its name.
 *
 * The Makefile includes this file before every source file. The system headers
 * are read first, so that the names below are spoiled for our code only.
 */
#ifndef DLI_BANNED_H
#define DLI_BANNED_H

#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef __SSE2__
#include <mm_malloc.h> /* which <emmintrin.h> reads */
#endif

#define DLI_BANNED(name, why) name##_is_banned__##why

#undef strcpy
#define strcpy(d, s) DLI_BANNED(strcpy, no_bound)
#undef strcat
#define strcat(d, s) DLI_BANNED(strcat, no_bound)
#undef strncpy
#define strncpy(d, s, n) DLI_BANNED(strncpy, may_leave_no_zero)
#undef strncat
#define strncat(d, s, n) DLI_BANNED(strncat, bound_is_not_the_size)
#undef sprintf
#define sprintf(...) DLI_BANNED(sprintf, use_snprintf)
#undef vsprintf
#define vsprintf(...) DLI_BANNED(vsprintf, use_vsnprintf)
#undef strtok
#define strtok(s, d) DLI_BANNED(strtok, hidden_state)
#undef strtod
#define strtod(s, e) DLI_BANNED(strtod, depends_on_locale)
#undef strtof
#define strtof(s, e) DLI_BANNED(strtof, depends_on_locale)
#undef atof
#define atof(s) DLI_BANNED(atof, depends_on_locale)
#undef atoi
#define atoi(s) DLI_BANNED(atoi, says_nothing_of_errors)
#undef atol
#define atol(s) DLI_BANNED(atol, says_nothing_of_errors)
#undef isalpha
#define isalpha(c) DLI_BANNED(isalpha, depends_on_locale)
#undef isdigit
#define isdigit(c) DLI_BANNED(isdigit, depends_on_locale)
#undef isalnum
#define isalnum(c) DLI_BANNED(isalnum, depends_on_locale)
#undef isspace
#define isspace(c) DLI_BANNED(isspace, depends_on_locale)
#undef isupper
#define isupper(c) DLI_BANNED(isupper, depends_on_locale)
#undef islower
#define islower(c) DLI_BANNED(islower, depends_on_locale)
#undef tolower
#define tolower(c) DLI_BANNED(tolower, depends_on_locale)
#undef toupper
#define toupper(c) DLI_BANNED(toupper, depends_on_locale)
#undef setlocale
#define setlocale(c, l) DLI_BANNED(setlocale, results_must_not_depend_on_locale)
#undef localtime
#define localtime(t) DLI_BANNED(localtime, times_are_utc)
#undef localtime_r
#define localtime_r(t, r) DLI_BANNED(localtime_r, times_are_utc)
#undef gmtime
#define gmtime(t) DLI_BANNED(gmtime, hidden_state)
#undef mktime
#define mktime(t) DLI_BANNED(mktime, times_are_utc)
#undef system
#define system(c) DLI_BANNED(system, no_shell)
#undef popen
#define popen(c, m) DLI_BANNED(popen, no_shell)
#undef rand
#define rand() DLI_BANNED(rand, not_repeatable)
#undef alloca
#define alloca(n) DLI_BANNED(alloca, no_bound)

#ifndef DLI_MAY_ALLOC /* base/ only: everything else takes from an arena */
#undef malloc
#define malloc(n) DLI_BANNED(malloc, take_from_an_arena)
#undef calloc
#define calloc(n, s) DLI_BANNED(calloc, take_from_an_arena)
#undef realloc
#define realloc(p, n) DLI_BANNED(realloc, take_from_an_arena)
#undef free
#define free(p) DLI_BANNED(free, arenas_free_in_one_stroke)
#undef strdup
#define strdup(s) DLI_BANNED(strdup, take_from_an_arena)
#undef strndup
#define strndup(s, n) DLI_BANNED(strndup, take_from_an_arena)
#endif

#endif
