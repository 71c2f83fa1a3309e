/* entities.h -- the named character references, made by tools/gen_entities.c. */
#ifndef DLI_ENTITIES_H
#define DLI_ENTITIES_H

#include <stdint.h>

typedef struct dli_entity {
    uint16_t name; /* where in dli_entity_names */
    uint8_t len;
    uint8_t made_len;
    unsigned char made[6]; /* UTF-8 */
} dli_entity;

extern const dli_entity dli_entities[]; /* bytewise order of the names */
extern const uint32_t dli_entity_count;
extern const char dli_entity_names[];

#endif
