/* made_evil.h -- words that would act if they became more than words, in every field. */
#ifndef MADE_EVIL_H
#define MADE_EVIL_H

#include "made.h"

static const char *const made_payloads[] = {
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'\"><img src=x onerror=alert(1)>",
    "</title><script>alert(1)</script>",
    "</textarea></pre></select><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "javascript://harbourwire.example/%0aalert(1)",
    "https://harbourwire.example/\" onmouseover=\"alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/x",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "a\" autofocus onfocus=alert(1) x=\"",
    "\xe2\x80\xaegnp.exe \x1b[2J \xe2\x80\xa8 x",
    "<!--><script>alert(1)</script>-->",
};

enum {
    MADE_PAYLOADS = sizeof made_payloads / sizeof *made_payloads
};

/* A page of which every field is `evil`. */
static inline made_page made_evil(const char *evil)
{
    return (made_page){
        .file = evil,
        .url = evil,
        .captured = evil,
        .publisher = evil,
        .language = evil,
        .kind = evil,
        .headline = evil,
        .abstract = evil,
        .author = evil,
        .published = evil,
        .section = evil,
        .paragraphs = { evil },
        .statements = { { evil, evil, evil, evil, evil, evil, evil, { evil }, evil, evil } },
        .incidents = { { evil,
                         evil,
                         evil,
                         evil,
                         evil,
                         evil,
                         evil,
                         evil,
                         evil,
                         evil,
                         { { evil, evil, evil, evil, evil, -1, -1, -1 } },
                         evil } }
    };
}

#endif
