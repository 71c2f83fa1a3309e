/* people.c -- who is who among the sources of an item. */
#include "statement/people.h"
#include "base/str.h"

bool dli_join_people(dli_finder *f)
{
    (void)f;
    return true;
}
